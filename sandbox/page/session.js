/** Being somebody and having a chat open: loads what the page shows and keeps the address. */

import * as api from "./api.js";
import { readAddress, writeAddress } from "./address.js";
import { changed, clearChat, currentChat, isPrivate, person, state } from "./state.js";
import { guarded } from "./toasts.js";

const CHATS_PAUSE = 120;

let receive = () => {};
let stopLive = () => {};
let chatsTimer = 0;
let readTimer = 0;

/** Load the people and the clock, then go where the address points; live events go to `receiver`. */
export async function begin(receiver) {
  receive = receiver;
  const [crowd, clock] = await Promise.all([api.people(), api.clock()]);
  Object.assign(state, { bot: crowd.bot, people: crowd.people, jumps: crowd.jumps });
  setClock(clock.now);
  changed("people");
  await followAddress();
}

/** Make the page show the place that the address names. */
export async function followAddress() {
  const { me, chat, topic } = readAddress();
  if (me === null || !person(me)) return changed("me");
  if (me !== state.me) await become(me);
  if (chat !== null && state.chats.some((one) => one.id === chat)) await showChat(chat, topic);
  else leaveChat();
}

/** Become another person; a private chat that was open is exchanged for the new person's own. */
export async function choosePerson(id) {
  const before = currentChat();
  await become(id);
  const wanted = before && isPrivate(before) ? id : before?.id;
  if (wanted !== undefined && state.chats.some((chat) => chat.id === wanted)) await openChat(wanted);
  else writeAddress({ me: id });
}

/** Open a chat and put it into the address. */
export async function openChat(id, topic = null) {
  const push = state.chatId === null;
  writeAddress({ me: state.me, chat: id, topic }, { push });
  await showChat(id, topic);
}

/** Go back to the list of chats. */
export function closeChat() {
  if (history.state?.pushed) history.back();
  else {
    writeAddress({ me: state.me });
    leaveChat();
  }
}

/** Show another topic of the open forum. */
export function openTopic(id) {
  state.topic = id;
  state.replyTo = null;
  state.topicUnread.delete(id);
  writeAddress({ me: state.me, chat: state.chatId, topic: id });
  for (const part of ["chat", "messages", "reply"]) changed(part);
}

/** Load the messages before the oldest one shown. */
export async function loadOlder() {
  if (!state.more || state.loading) return;
  state.loading = true;
  const { me, chatId } = state;
  await guarded(async () => {
    const page = await api.messages(me, chatId, Math.min(...state.messages.keys()));
    if (state.chatId === chatId && state.me === me) takePage(page);
  });
  state.loading = false;
}

async function become(id) {
  stopLive();
  leaveChat();
  Object.assign(state, { me: id, chats: [], online: null });
  state.typing.clear();
  await follow(id);
  await loadChats();
  changed("me");
}

// What is loaded after the stream has begun can't miss anything in between.
function follow(id) {
  return new Promise((begun) => {
    stopLive = api.live(id, {
      receive,
      connected: () => {
        begun();
        connected();
      },
      lost: () => {
        begun();
        lost();
      },
    });
  });
}

function leaveChat() {
  state.chatId = null;
  state.topic = null;
  clearChat();
  for (const part of ["chats", "chat"]) changed(part);
}

async function showChat(id, topic) {
  clearChat();
  Object.assign(state, { chatId: id, topic });
  for (const part of ["chats", "chat", "messages", "keyboard", "reply"]) changed(part);
  await loadChat();
}

async function loadChat() {
  const { me, chatId } = state;
  await guarded(async () => {
    const [page, menu] = await Promise.all([api.messages(me, chatId), api.commands(me, chatId)]);
    if (state.me !== me || state.chatId !== chatId) return;
    state.commands = menu.commands;
    state.keyboard = page.keyboard;
    for (const part of ["commands", "keyboard"]) changed(part);
    takePage(page);
    markRead();
  });
}

function takePage(page) {
  Object.assign(state, { more: page.more, loaded: true });
  for (const message of page.messages) {
    if (!state.deleted.has(message.id)) state.messages.set(message.id, message);
  }
  changed("messages");
}

/** Load the list of chats; the open one is left when it is no longer there. */
export async function loadChats() {
  const { me } = state;
  await guarded(async () => {
    const { chats } = await api.chats(me);
    if (state.me !== me) return;
    state.chats = chats;
    if (state.chatId !== null && !currentChat()) {
      writeAddress({ me });
      leaveChat();
    }
    for (const part of ["chats", "chat"]) changed(part);
  });
}

/** Load the list of chats once a burst of changes is over. */
export function loadChatsSoon() {
  clearTimeout(chatsTimer);
  chatsTimer = setTimeout(loadChats, CHATS_PAUSE);
}

/** Tell the sandbox that the open chat has been seen, unless the window is hidden. */
export function markRead() {
  if (document.hidden || state.chatId === null) return;
  const { me, chatId } = state;
  clearTimeout(readTimer);
  readTimer = setTimeout(() => guarded(() => api.act(me, "read", { chat: chatId })), CHATS_PAUSE);
  const chat = currentChat();
  if (chat?.unread) {
    chat.unread = 0;
    changed("chats");
  }
}

async function connected() {
  const again = state.online !== null;
  state.online = true;
  changed("online");
  if (!again) return;
  await guarded(async () => setClock((await api.clock()).now));
  await loadChats();
  if (state.chatId === null) return;
  state.messages.clear();
  state.pressed.clear();
  await loadChat();
}

function lost() {
  state.online = false;
  changed("online");
}

/** Set the sandbox's clock as the page sees it, in seconds since 1970. */
export function setClock(seconds) {
  state.clockOffset = seconds - Date.now() / 1000;
  for (const part of ["clock", "chats"]) changed(part);
}
