/** What the person at the page does: each deed is one request, its effect comes back as an event. */

import * as api from "./api.js";
import { openConfirmation, openLink } from "./dialogs.js";
import { loadChats, openChat } from "./session.js";
import { buttonKey, changed, currentChat, person, state } from "./state.js";
import { guarded, toast } from "./toasts.js";

const PRESS_SECONDS = 30;

const here = () => ({ chat: state.chatId, ...(state.topic === null ? {} : { topic: state.topic }) });

/** Do something that needs nothing but its name and fields in the open chat. */
export const act = (deed, fields = {}) => guarded(() => api.act(state.me, deed, { chat: state.chatId, ...fields }));

/** Send a text into the open chat and topic; true when it was accepted. */
export async function sendText(text) {
  const reply = state.replyTo ? { reply_to: state.replyTo.id } : {};
  const sent = await guarded(() => api.act(state.me, "text", { ...here(), text, ...reply }));
  if (sent) setReply(null);
  return sent;
}

/** Choose the message that the next text answers, or null. */
export function setReply(message) {
  state.replyTo = message;
  changed("reply");
}

/** Send a file; true when it was accepted. */
export const sendFile = (file, kind, caption) =>
  guarded(() => api.upload(state.me, { chat: state.chatId, topic: state.topic, caption, kind, file }));

/** Press Start in the private chat with the bot, opening it if need be. */
export async function start(payload = "") {
  if (state.chatId !== state.me) await openChat(state.me);
  await guarded(() => api.act(state.me, "start", payload ? { payload } : {}));
}

/** Turn the open group into a supergroup, which is another chat, and go there. */
export const migrate = () =>
  guarded(async () => {
    const { chat } = await api.act(state.me, "migrate", { chat: state.chatId });
    await loadChats();
    await openChat(chat);
  });

/** Share a contact after asking; `of` is the id of the person shared. */
export async function shareContact(of) {
  const one = person(of);
  const own = of === state.me;
  const phone = one.phone ?? "tanpa nomor telepon";
  const agreed = await openConfirmation({
    title: own ? "Bagikan nomor telepon Anda?" : `Bagikan kontak ${one.name}?`,
    text: `${one.name} (${phone}) akan dikirim ke ${currentChat().title}.`,
    yes: "Bagikan",
    testid: "contact-dialog",
  });
  if (agreed) await act("contact", own ? {} : { of });
}

/** Press the inline button of a message in that row and column. */
export function pressButton(message, row, column) {
  const button = message.buttons[row][column];
  const press = BUTTONS[button.kind];
  if (press) return press(button, message, row, column);
  return toast("Tombol jenis ini tidak tersedia di ruang simulasi.");
}

const BUTTONS = {
  callback: pressCallback,
  url: ({ value }) => followUrl(value),
  copy: ({ value }) => copy(value),
};

async function pressCallback(_button, message, row, column) {
  const key = buttonKey(message.id, row, column);
  if (state.pressed.has(key)) return;
  const press = Symbol(key);
  state.pressed.set(key, press);
  changed("pressed");
  const release = () => state.pressed.get(key) === press && state.pressed.delete(key) && changed("pressed");
  const timer = setTimeout(release, PRESS_SECONDS * 1000);
  const accepted = await act("press", { message: message.id, row, column });
  if (accepted) return;
  clearTimeout(timer);
  release();
}

/** Follow an address: a link to this bot starts it, any other is opened after a click on its full address. */
export function followUrl(url) {
  const payload = startPayload(url);
  return payload === null ? openLink(url) : start(payload);
}

function startPayload(url) {
  const full = url.includes("://") ? url : `https://${url}`;
  const address = URL.canParse(full) ? new URL(full) : null;
  const name = address?.pathname.replaceAll("/", "").toLowerCase();
  if (address?.hostname !== "t.me" || name !== state.bot.username.toLowerCase()) return null;
  return address.searchParams.get("start") ?? "";
}

/** Put a text on the clipboard and say so; true when it worked. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    toast("Tidak dapat menyalin. Peramban ini menolak akses ke papan klip.", "wrong");
    return false;
  }
  toast(`Disalin: ${text.length > 60 ? `${text.slice(0, 60)}…` : text}`);
  return true;
}
