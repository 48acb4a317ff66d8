/** One message: bubble, files, buttons, reactions, and the actions on it. */

import { act, copy, pressButton, sendText, setReply, start } from "./deeds.js";
import { openViewer } from "./dialogs.js";
import { avatar, byId, h, icon } from "./dom.js";
import { fileKind, fileSize, hour, moment } from "./format.js";
import { openMenu } from "./menu.js";
import { richText } from "./rich-text.js";
import { buttonKey, currentChat, isPrivate, state } from "./state.js";
import { toast } from "./toasts.js";

const EMOJI = ["👍", "🙏", "❤"];
const CAPTION_KINDS = { url: "link", copy: "copy" };

/** The list item of a message; `follows` the same sender's, `named` shows the sender, `reveal(id)` finds a quoted one. */
export function drawMessage(message, { follows, named, reveal }) {
  if (message.service !== null) return service(message);
  const side = message.from?.id === state.me ? "out" : "in";
  const from = side === "out" ? "me" : message.from?.bot ? "bot" : "other";
  const group = !isPrivate(currentChat()) && side === "in";
  const name = message.from?.name ?? "";
  return h(
    "li",
    { class: `message ${side}${follows ? " follows" : ""}`, data: { testid: "message", id: message.id, from } },
    group ? h("span", { class: "message-avatar" }, follows ? null : avatar(message.from, "small")) : null,
    h(
      "article",
      { class: "stack", "aria-label": `${side === "out" ? "Anda" : name}, ${hour(message.date)}` },
      h("div", { class: message.photo ? "bubble has-photo" : "bubble" }, bubble(message, named, reveal)),
      inlineButtons(message),
      reactions(message),
    ),
    moreButton(message),
  );
}

function service(message) {
  const text = h("span", { data: { testid: "message-text" } }, message.service);
  return h("li", { class: "service", data: { testid: "service", id: message.id } }, text);
}

function bubble(message, named, reveal) {
  return [
    named ? h("p", { class: `sender tone-text-${Math.abs(message.from.id) % 6}` }, message.from.name) : null,
    quote(message.reply_to, reveal),
    photo(message),
    documentCard(message.document),
    contactCard(message.contact),
    message.html || message.text ? text(message) : null,
    h(
      "span",
      { class: "meta" },
      message.edited ? h("span", { data: { testid: "edited" } }, "diedit ") : null,
      h("time", { datetime: new Date(message.date * 1000).toISOString(), title: moment(message.date) }, hour(message.date)),
    ),
  ];
}

function text(message) {
  const content = message.html ? richText(message.html) : message.text;
  return h("div", { class: "text", data: { testid: "message-text" }, onclick: followLink }, content);
}

function followLink(event) {
  const link = event.target.closest("a[data-start], a[data-command]");
  if (!link) return;
  event.preventDefault();
  if (link.dataset.start !== undefined) start(link.dataset.start);
  else sendText(link.dataset.command);
}

function quote(reply, reveal) {
  if (!reply) return null;
  const onclick = () => reveal(reply.id) || toast("Pesan itu belum dimuat.");
  return h("button", { type: "button", class: "quote", onclick }, h("strong", {}, reply.name), h("span", {}, reply.text));
}

function photo({ photo: picture, text: caption }) {
  if (!picture) return null;
  const onclick = () => openViewer({ url: picture.url, name: "Foto", mime: "image/*" });
  const size = { width: picture.width || null, height: picture.height || null };
  return h(
    "button",
    { type: "button", class: "photo", onclick, "aria-label": "Buka foto", data: { testid: "photo", key: "photo" } },
    h("img", { src: picture.url, alt: caption || "Foto", ...size }),
  );
}

function documentCard(file) {
  if (!file) return null;
  return h(
    "button",
    { type: "button", class: "document", onclick: () => openFile(file), data: { testid: "document", key: "document" } },
    h("span", { class: "document-kind", "aria-hidden": "true" }, fileKind(file.name)),
    h("span", { class: "row-text" }, h("strong", {}, file.name), h("span", {}, `${fileSize(file.size)} · Buka`)),
  );
}

// What the browser shows itself is opened here; anything else goes to a new tab, where it is saved.
function openFile({ url, name, mime }) {
  if (mime === "application/pdf" || mime.startsWith("image/") || mime === "text/plain") return openViewer({ url, name, mime });
  return h("a", { href: url, target: "_blank", rel: "noopener", download: name }).click();
}

function contactCard(contact) {
  if (!contact) return null;
  const words = h("span", { class: "row-text" }, h("strong", {}, contact.name), h("span", {}, contact.phone));
  return h("div", { class: "contact", data: { testid: "contact" } }, h("span", { class: "document-kind" }, icon("person")), words);
}

function inlineButtons(message) {
  if (!message.buttons?.length) return null;
  const row = (buttons, y) => h("div", { class: "button-row" }, buttons.map((button, x) => inlineButton(message, button, y, x)));
  return h("div", { class: "inline-buttons", role: "group", "aria-label": "Tombol pesan" }, message.buttons.map(row));
}

function inlineButton(message, button, row, column) {
  const key = buttonKey(message.id, row, column);
  const onclick = async ({ currentTarget }) => {
    const done = await pressButton(message, row, column);
    if (button.kind === "copy" && done) showCopied(currentTarget);
  };
  return h(
    "button",
    {
      type: "button",
      class: `inline-button ${button.style ?? "plain"}`,
      onclick,
      data: { testid: "inline-button", press: key, key: `${row}/${column}`, kind: button.kind },
    },
    h("span", { class: "label" }, button.text),
    CAPTION_KINDS[button.kind] ? icon(CAPTION_KINDS[button.kind]) : null,
  );
}

function showCopied(button) {
  button.classList.add("copied");
  button.querySelector(".icon").replaceWith(icon("check"));
  setTimeout(() => {
    button.classList.remove("copied");
    button.querySelector(".icon").replaceWith(icon("copy"));
  }, 2000);
}

function reactions(message) {
  if (!message.reactions?.length) return null;
  const chip = ({ emoji, count, mine }) =>
    h(
      "button",
      {
        type: "button",
        class: "reaction",
        "aria-pressed": String(Boolean(mine)),
        "aria-label": `Reaksi ${emoji}, ${count}`,
        onclick: () => act("react", { message: message.id, emoji: mine ? null : emoji }),
        data: { testid: "reaction", key: `reaction ${emoji}` },
      },
      `${emoji} ${count}`,
    );
  return h("div", { class: "reactions" }, message.reactions.map(chip));
}

function moreButton(message) {
  const items = () => [
    { label: "Balas", icon: "reply", run: () => reply(message), testid: "reply-to" },
    message.text ? { label: "Salin teks", icon: "copy", run: () => copy(message.text) } : null,
    ...EMOJI.map((emoji) => ({
      label: `Beri reaksi ${emoji}`,
      icon: "check",
      run: () => act("react", { message: message.id, emoji }),
    })),
  ];
  const onclick = ({ currentTarget }) => openMenu(currentTarget, items().filter(Boolean), "Tindakan pesan");
  return h(
    "button",
    {
      type: "button",
      class: "message-more icon-button",
      "aria-label": "Tindakan pesan",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      onclick,
      data: { testid: "message-more", key: "more" },
    },
    icon("dots"),
  );
}

function reply(message) {
  setReply(message);
  byId("message-input").focus();
}
