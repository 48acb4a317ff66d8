/** The top of the open chat: title, what goes on, topics, the pinned message, and the chat's menu. */

import { act, migrate, shareContact, start } from "./deeds.js";
import { choosePersonDialog, openConfirmation } from "./dialogs.js";
import { avatar, byId, h, icon } from "./dom.js";
import { summary } from "./format.js";
import { openMenu } from "./menu.js";
import { closeChat, openTopic } from "./session.js";
import { currentChat, isPrivate, on, state } from "./state.js";
import { revealMessage } from "./view-messages.js";
import { toast } from "./toasts.js";

const ACTIONS = {
  typing: "sedang mengetik…",
  upload_photo: "mengirim foto…",
  upload_document: "mengirim dokumen…",
};

let pinnedTurn = 0;

/** Draw the header and keep it up to date. */
export function showHeader() {
  byId("back").append(icon("back"));
  byId("back").addEventListener("click", closeChat);
  byId("clock-button").append(icon("clock"));
  byId("chat-menu").append(icon("more"));
  byId("chat-menu").addEventListener("click", (event) =>
    openMenu(event.currentTarget, menuItems(currentChat()), "Menu percakapan"),
  );
  byId("pinned").addEventListener("click", nextPinned);
  byId("topics").addEventListener("keydown", moveBetweenTopics);
  on("chat", drawChat);
  on("chat typing", drawStatus);
  on("chat messages", drawPinned);
}

function drawChat() {
  const chat = currentChat();
  byId("chat").hidden = !chat;
  byId("placeholder").hidden = Boolean(chat);
  document.body.dataset.pane = chat ? "chat" : "list";
  document.title = chat ? `${chat.title} · Ruang Simulasi` : "Ruang Simulasi";
  if (!chat) return;
  const face = { id: chat.id, name: chat.title, bot: isPrivate(chat), group: !isPrivate(chat) };
  byId("chat-avatar").replaceChildren(avatar(face));
  byId("chat-title").textContent = chat.title;
  drawTopics(chat);
}

function drawStatus() {
  const chat = currentChat();
  if (!chat) return;
  const typing = state.typing.get(chat.id);
  const status = byId("chat-status");
  status.classList.toggle("busy", Boolean(typing));
  status.textContent = typing ? (ACTIONS[typing.action] ?? "sedang bekerja…") : resting(chat);
}

function resting(chat) {
  if (isPrivate(chat)) return chat.blocked ? "bot · diblokir" : "bot";
  const bot = chat.bot_member ? "" : " · tanpa bot";
  return `${chat.type === "supergroup" ? "supergrup" : "grup"} · ${chat.members} anggota${bot}`;
}

function drawTopics(chat) {
  const tabs = byId("topics");
  tabs.hidden = !chat.forum;
  if (!chat.forum) return;
  const focused = tabs.contains(document.activeElement);
  const general = { id: null, name: "Umum", closed: false };
  tabs.replaceChildren(...[general, ...chat.topics].map(topicTab));
  if (focused) tabs.querySelector("[aria-selected=true]")?.focus();
}

function topicTab({ id, name, closed }) {
  const selected = id === state.topic;
  const unread = state.topicUnread.get(id);
  return h(
    "button",
    {
      type: "button",
      class: "topic",
      role: "tab",
      "aria-selected": String(selected),
      "aria-controls": "log",
      tabindex: selected ? "0" : "-1",
      onclick: () => openTopic(id),
      data: { testid: "topic", id: id ?? "" },
    },
    closed ? icon("lock") : null,
    name,
    closed ? h("span", { class: "visually-hidden" }, " (ditutup)") : null,
    unread ? h("span", { class: "badge" }, String(unread), h("span", { class: "visually-hidden" }, " pesan baru")) : null,
  );
}

function moveBetweenTopics(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const tabs = [...byId("topics").children];
  const next = (tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length;
  tabs[next].focus();
  tabs[next].click();
}

function pinnedMessages() {
  return (currentChat()?.pinned ?? []).map((id) => state.messages.get(id)).filter(Boolean);
}

function drawPinned() {
  const pinned = pinnedMessages();
  const bar = byId("pinned");
  bar.hidden = pinned.length === 0;
  if (!pinned.length) return;
  const shown = pinned.at(-1 - (pinnedTurn % pinned.length));
  const caption = pinned.length > 1 ? `Pesan disematkan (${pinned.length})` : "Pesan disematkan";
  bar.replaceChildren(icon("pin"), h("span", { class: "row-text" }, h("strong", {}, caption), h("span", {}, summary(shown))));
}

function nextPinned() {
  const pinned = pinnedMessages();
  const shown = pinned.at(-1 - (pinnedTurn % pinned.length));
  if ((shown.topic ?? null) !== state.topic && currentChat().forum) openTopic(shown.topic ?? null);
  if (!revealMessage(shown.id)) toast("Pesan itu belum dimuat.");
  pinnedTurn += 1;
  drawPinned();
}

function menuItems(chat) {
  const share = [
    { label: "Bagikan kontak saya", icon: "person", run: () => shareContact(state.me), testid: "share-own" },
    { label: "Bagikan kontak orang lain", icon: "group", run: shareSomebody, testid: "share-other" },
  ];
  return [...share, ...(isPrivate(chat) ? privateItems(chat) : groupItems(chat))];
}

function privateItems(chat) {
  const restart = { label: "Mulai ulang bot", icon: "forward", run: () => start(), testid: "restart" };
  if (chat.blocked) return [{ label: "Buka blokir", icon: "lock", run: () => act("unblock"), testid: "unblock" }];
  const block = { label: "Blokir bot", icon: "lock", danger: true, run: () => act("block"), testid: "block" };
  return chat.started ? [restart, block] : [block];
}

function groupItems(chat) {
  const entitled = chat.role !== "member";
  const { bot_member: here } = chat;
  return [
    [!here, { label: "Tambahkan bot", icon: "person", run: () => act("add_bot"), testid: "add-bot" }],
    [here && entitled, { label: "Jadikan bot admin", icon: "check", run: () => act("promote_bot"), testid: "promote-bot" }],
    [entitled && chat.type === "group", { label: "Jadikan supergrup", icon: "group", run: migrate, testid: "migrate" }],
    [here && entitled, { label: "Keluarkan bot", icon: "close", danger: true, run: () => act("remove_bot"), testid: "remove-bot" }],
    [true, { label: "Keluar dari grup", icon: "close", danger: true, run: leaveGroup, testid: "leave" }],
  ].flatMap(([offered, item]) => (offered ? [item] : []));
}

async function shareSomebody() {
  const people = state.people.filter((one) => one.id !== state.me);
  const chosen = await choosePersonDialog({ title: "Kontak siapa?", people });
  if (chosen !== null) await shareContact(chosen);
}

async function leaveGroup() {
  const { title } = currentChat();
  const text = `Anda tidak akan menerima pesan dari ${title} lagi.`;
  if (await openConfirmation({ title: "Keluar dari grup?", text, yes: "Keluar", danger: true })) await act("leave");
}
