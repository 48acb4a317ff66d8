/** The list of messages: only what changed is drawn anew, edits happen in place, the focus stays. */

import { byId, h } from "./dom.js";
import { dayKey, dayName } from "./format.js";
import { drawMessage } from "./message.js";
import { loadOlder } from "./session.js";
import { currentChat, isPrivate, now, on, state, visibleMessages } from "./state.js";

const NEAR = 80;
const GROUP_SECONDS = 300;

let drawn = new Map();
let shownChat = null;
let atBottom = true;
let oldest = null;
let newest = 0;
let missed = 0;

/** Draw the messages of the open chat and keep them up to date. */
export function showMessages() {
  const log = byId("log");
  log.addEventListener("scroll", scrolled, { passive: true });
  byId("older").addEventListener("click", loadOlder);
  byId("to-bottom").addEventListener("click", () => {
    toBottom();
    log.focus();
  });
  const keepBottom = new ResizeObserver(() => atBottom && toBottom());
  keepBottom.observe(log);
  keepBottom.observe(byId("messages"));
  on("chat messages", draw);
  on("pressed", markPressed);
}

function draw() {
  const chat = currentChat();
  const place = chat ? `${state.me}/${chat.id}/${state.topic}` : null;
  if (place !== shownChat) reset(place);
  if (!chat) return;
  const messages = visibleMessages();
  const log = byId("log");
  const distance = log.scrollHeight - log.scrollTop;
  const grewAbove = oldest !== null && messages.length > 0 && messages[0].id < oldest;
  oldest = messages[0]?.id ?? null;
  reconcile(byId("messages"), rows(chat, messages));
  markPressed();
  byId("older").hidden = !state.more;
  settleScroll(messages, grewAbove ? distance : null);
}

function reset(place) {
  drawn = new Map();
  byId("messages").replaceChildren();
  Object.assign(byId("older"), { hidden: true });
  shownChat = place;
  atBottom = true;
  oldest = null;
  newest = 0;
  missed = 0;
}

/** Rows as { key, signature, build }: days and messages in order. */
function rows(chat, messages) {
  const result = [];
  let before = null;
  for (const message of messages) {
    if (!before || dayKey(before.date) !== dayKey(message.date)) {
      const name = dayName(message.date, now());
      const build = () => h("li", { class: "day", data: { testid: "day" } }, h("span", {}, name));
      result.push({ key: `day ${dayKey(message.date)}`, signature: name, build });
      before = null;
    }
    const follows = continues(before, message);
    const named = !follows && !isPrivate(chat) && message.from && message.from.id !== state.me;
    const build = () => drawMessage(message, { follows, named, reveal: revealMessage });
    result.push({ key: message.id, signature: JSON.stringify([message, follows, named]), build });
    before = message;
  }
  return result;
}

function continues(before, message) {
  if (!before || before.service || message.service) return false;
  return before.from?.id === message.from?.id && message.date - before.date < GROUP_SECONDS;
}

function reconcile(list, wanted) {
  const next = new Map();
  let cursor = list.firstElementChild;
  for (const { key, signature, build } of wanted) {
    const old = drawn.get(key);
    const element = old?.signature === signature ? old.element : build();
    if (old && old.element !== element) {
      if (cursor === old.element) cursor = element;
      exchange(old.element, element);
    }
    if (element === cursor) cursor = cursor.nextElementSibling;
    else list.insertBefore(element, cursor);
    next.set(key, { signature, element });
  }
  while (cursor) {
    const gone = cursor;
    cursor = cursor.nextElementSibling;
    gone.remove();
  }
  drawn = next;
}

// The focus moves to the same place of the new element, or to its first control.
function exchange(old, element) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  old.replaceWith(element);
  if (!focused) return;
  const same = focused.dataset.key && element.querySelector(`[data-key="${CSS.escape(focused.dataset.key)}"]`);
  (same || element.querySelector(".inline-buttons button") || byId("log")).focus({ preventScroll: true });
}

function settleScroll(messages, distanceFromEnd) {
  const log = byId("log");
  const last = messages.at(-1);
  const arrived = newest ? messages.filter((message) => message.id > newest) : [];
  newest = Math.max(newest, last?.id ?? 0);
  if (distanceFromEnd !== null) log.scrollTop = log.scrollHeight - distanceFromEnd;
  else if (atBottom || arrived.some((message) => message.from?.id === state.me)) toBottom();
  else missed += arrived.length;
  drawToBottom();
}

function toBottom() {
  const log = byId("log");
  log.scrollTop = log.scrollHeight;
  atBottom = true;
  missed = 0;
  drawToBottom();
}

function scrolled() {
  const log = byId("log");
  atBottom = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
  if (atBottom) missed = 0;
  if (log.scrollTop < NEAR && state.more) loadOlder();
  drawToBottom();
}

function drawToBottom() {
  const button = byId("to-bottom");
  button.hidden = atBottom;
  button.dataset.count = missed ? String(missed) : "";
  button.setAttribute("aria-label", missed ? `Ke pesan terbaru, ${missed} pesan baru` : "Ke pesan terbaru");
}

function markPressed() {
  for (const button of document.querySelectorAll("#messages [data-press]")) {
    if (state.pressed.has(button.dataset.press)) button.setAttribute("aria-busy", "true");
    else button.removeAttribute("aria-busy");
  }
}

/** Bring a message into view and let it glow; false when it is not loaded. */
export function revealMessage(id) {
  const element = drawn.get(id)?.element;
  if (!element) return false;
  element.scrollIntoView({ block: "center" });
  element.classList.remove("glow");
  requestAnimationFrame(() => element.classList.add("glow"));
  return true;
}
