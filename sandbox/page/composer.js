/** The foot of the open chat: writing, attaching, commands, and the big button where writing is not possible yet. */

import { CompletionList } from "./completion.js";
import { act, sendFile, sendText, setReply, start } from "./deeds.js";
import { openAttachment } from "./dialogs.js";
import { avatar, byId, h, icon } from "./dom.js";
import { summary } from "./format.js";
import { currentChat, isPrivate, on, state } from "./state.js";

const TALLEST = 160;
let input;
let completion;
let shownChat = null;

/** Draw the composer and keep it up to date. */
export function showComposer() {
  input = byId("message-input");
  for (const [id, name] of [["commands", "slash"], ["attach", "attach"], ["send", "send"]]) byId(id).append(icon(name));
  completion = new CompletionList({ input, choose: chooseCommand });
  byId("composer").addEventListener("submit", submit);
  byId("commands").addEventListener("click", () => {
    completion.toggle();
    input.focus();
  });
  input.addEventListener("input", typed);
  input.addEventListener("keydown", keyPressed);
  input.addEventListener("paste", (event) => attach(event.clipboardData.files[0], event));
  attachFiles();
  on("chat messages", drawDock);
  on("reply", drawReply);
}

function attachFiles() {
  const file = byId("file");
  byId("attach").addEventListener("click", () => file.click());
  file.addEventListener("change", async () => {
    await attach(file.files[0]);
    file.value = "";
  });
  const log = byId("chat");
  log.addEventListener("dragover", (event) => event.preventDefault());
  log.addEventListener("drop", (event) => {
    event.preventDefault();
    attach(event.dataTransfer.files[0]);
  });
}

async function attach(file, event = null) {
  if (!file || byId("composer").hidden) return;
  event?.preventDefault();
  const answer = await openAttachment(file);
  if (answer) await sendFile(file, answer.kind, answer.caption);
}

function typed() {
  fit();
  completion.filter(input.value);
}

function fit() {
  input.style.height = "auto";
  input.style.height = `${Math.min(input.scrollHeight, TALLEST)}px`;
}

function keyPressed(event) {
  if (event.isComposing || completion.handleKey(event)) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    byId("composer").requestSubmit();
  }
  if (event.key === "Escape" && state.replyTo) setReply(null);
}

async function submit(event) {
  event.preventDefault();
  const text = input.value.trim();
  if (!text) return;
  setText("");
  if (!(await sendText(text)) && !input.value) setText(text);
}

function setText(text) {
  input.value = text;
  completion.close();
  fit();
}

function chooseCommand(command, { fillOnly }) {
  setText(fillOnly ? `${command} ` : "");
  input.focus();
  if (!fillOnly) sendText(command);
}

function drawDock() {
  const chat = currentChat();
  if (!chat) {
    shownChat = null;
    return;
  }
  const step = nextStep(chat);
  byId("composer").hidden = Boolean(step);
  byId("dock-action").hidden = !step;
  if (step) byId("dock-action").replaceChildren(bigButton(step));
  drawIntro(chat);
  if (shownChat === `${state.me}/${chat.id}`) return;
  shownChat = `${state.me}/${chat.id}`;
  setText("");
  focusFirst(step);
}

// A phone's screen keyboard should not jump up by itself.
function focusFirst(step) {
  if (!matchMedia("(pointer: fine) and (min-width: 48rem)").matches) return;
  (step ? byId("dock-action").firstElementChild : input).focus({ preventScroll: true });
}

function nextStep(chat) {
  if (!isPrivate(chat)) return null;
  if (chat.blocked) return { label: "Buka blokir", run: () => act("unblock"), testid: "unblock-button" };
  if (!chat.started) return { label: "Mulai", run: () => start(), testid: "start" };
  return null;
}

function bigButton({ label, run, testid }) {
  const onclick = async ({ currentTarget: button }) => {
    button.setAttribute("aria-busy", "true");
    await run();
    button.removeAttribute("aria-busy");
  };
  return h("button", { type: "button", class: "button solid big", onclick, data: { testid } }, label);
}

function drawIntro(chat) {
  const intro = byId("intro");
  const something = isPrivate(chat) || chat.description;
  intro.hidden = !state.loaded || state.messages.size > 0 || !something;
  intro.replaceChildren(
    avatar({ id: chat.id, name: chat.title, bot: isPrivate(chat), group: !isPrivate(chat) }, "large"),
    h("p", { class: "card-title" }, chat.title),
    h("p", { class: "prewrap" }, chat.description || "Belum ada pesan di sini."),
  );
}

function drawReply() {
  const bar = byId("reply");
  bar.hidden = !state.replyTo;
  if (!state.replyTo) return;
  const { from } = state.replyTo;
  const onclick = () => {
    setReply(null);
    input.focus();
  };
  bar.replaceChildren(
    icon("reply"),
    h("span", { class: "row-text" }, h("strong", {}, `Membalas ${from?.name ?? ""}`), h("span", {}, summary(state.replyTo))),
    h("button", { type: "button", class: "icon-button", "aria-label": "Batal membalas", onclick }, icon("close")),
  );
}
