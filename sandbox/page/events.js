/** Live events of the sandbox become changes of the state. */

import { followUrl } from "./deeds.js";
import { openAlert } from "./dialogs.js";
import { announce } from "./dom.js";
import { summary } from "./format.js";
import { loadChatsSoon, markRead, setClock } from "./session.js";
import { changed, currentChat, isPrivate, now, state } from "./state.js";
import { toast } from "./toasts.js";

const TYPING_SECONDS = 6;

const RECEIVERS = {
  message: receiveMessage,
  edit: receiveEdit,
  delete: receiveDeletion,
  keyboard: receiveKeyboard,
  answered: ({ chat, message }) => chat === state.chatId && release(message),
  typing: receiveTyping,
  toast: ({ text }) => toast(text),
  alert: ({ text }) => openAlert(text),
  open: ({ url }) => followUrl(url),
  chats: loadChatsSoon,
  clock: ({ now: seconds }) => setClock(seconds),
};

/** Apply one event of GET /_/live. */
export function receive(event) {
  RECEIVERS[event.type]?.(event);
}

function receiveMessage({ chat: id, message }) {
  const chat = state.chats.find((one) => one.id === id);
  if (!chat) return loadChatsSoon();
  if (isPrivate(chat) && !chat.started) loadChatsSoon();
  chat.last = message;
  state.typing.delete(id);
  const mine = message.from?.id === state.me;
  if (!mine) announce(id === state.chatId ? sentence(message) : `Pesan baru di ${chat.title}: ${sentence(message)}`);
  if (id === state.chatId) showArrival(message, mine);
  else if (!mine) chat.unread += 1;
  for (const part of ["chats", "typing"]) changed(part);
}

function showArrival(message, mine) {
  state.messages.set(message.id, message);
  const topic = message.topic ?? null;
  if (currentChat().forum && topic !== state.topic && !mine) {
    state.topicUnread.set(topic, (state.topicUnread.get(topic) ?? 0) + 1);
    changed("chat");
  }
  changed("messages");
  markRead();
}

const sentence = (message) => (message.from ? `${message.from.name}: ${summary(message)}` : summary(message));

function receiveEdit({ chat, message }) {
  if (chat === state.chatId) {
    state.messages.set(message.id, message);
    release(message.id);
    changed("messages");
  }
  const entry = state.chats.find((one) => one.id === chat);
  if (entry?.last?.id !== message.id) return;
  entry.last = message;
  changed("chats");
}

function receiveDeletion({ chat, ids }) {
  if (chat === state.chatId) {
    for (const id of ids) {
      state.messages.delete(id);
      state.deleted.add(id);
    }
    changed("messages");
  }
  loadChatsSoon();
}

function receiveKeyboard({ chat, keyboard }) {
  if (chat !== state.chatId) return;
  state.keyboard = keyboard;
  changed("keyboard");
}

function receiveTyping({ chat, action }) {
  const until = now() + TYPING_SECONDS;
  state.typing.set(chat, { action, until });
  changed("typing");
  setTimeout(() => {
    if (state.typing.get(chat)?.until !== until) return;
    state.typing.delete(chat);
    changed("typing");
  }, TYPING_SECONDS * 1000);
}

function release(message) {
  for (const key of [...state.pressed.keys()]) {
    if (key.startsWith(`${message}/`)) state.pressed.delete(key);
  }
  changed("pressed");
}
