/** What the page knows, and who wants to hear when it changes. */

export const state = {
  bot: null,
  people: [],
  jumps: [],
  me: null,
  chats: [],
  chatId: null,
  topic: null,
  messages: new Map(),
  deleted: new Set(),
  more: false,
  loaded: false,
  loading: false,
  keyboard: null,
  commands: [],
  replyTo: null,
  pressed: new Map(),
  typing: new Map(),
  topicUnread: new Map(),
  online: null,
  clockOffset: 0,
};

const listeners = new Map();

/** Call `listener` whenever one of the named parts changes. */
export function on(names, listener) {
  for (const name of names.split(" ")) {
    listeners.set(name, [...(listeners.get(name) ?? []), listener]);
  }
}

/** Tell that a part changed: people, me, chats, chat, messages, keyboard, commands, reply, pressed, typing, online, clock. */
export function changed(name) {
  for (const listener of listeners.get(name) ?? []) listener();
}

/** Seconds since 1970 on the sandbox's clock. */
export const now = () => Date.now() / 1000 + state.clockOffset;

export const currentChat = () => state.chats.find((chat) => chat.id === state.chatId) ?? null;
export const person = (id) => state.people.find((one) => one.id === id) ?? null;
export const isPrivate = (chat) => chat.type === "private";

/** Messages of the open chat, oldest first; of the open topic alone where the chat has topics. */
export function visibleMessages() {
  const chat = currentChat();
  const all = [...state.messages.values()].sort((a, b) => a.id - b.id);
  return chat?.forum ? all.filter((message) => (message.topic ?? null) === state.topic) : all;
}

/** Forget everything that belongs to the open chat. */
export function clearChat() {
  Object.assign(state, { more: false, loaded: false, keyboard: null, commands: [], replyTo: null });
  for (const part of [state.messages, state.deleted, state.pressed, state.topicUnread]) part.clear();
}

/** Key of an inline button of the open chat while it waits for its answer. */
export const buttonKey = (message, row, column) => `${message}/${row}/${column}`;
