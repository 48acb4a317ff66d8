/** The left side: who I am, who I could be, and my chats. */

import { avatar, byId, h, icon } from "./dom.js";
import { shortMoment, summary } from "./format.js";
import { choosePerson, openChat } from "./session.js";
import { isPrivate, now, on, person, state } from "./state.js";

let choosing = true;

/** Draw the side and keep it up to date. */
export function showChats() {
  byId("me").addEventListener("click", () => choose(!choosing));
  on("people", drawPeople);
  on("me", () => {
    choose(state.me === null);
    drawMe();
    drawPeople();
  });
  on("chats typing", drawChats);
}

function choose(yes) {
  choosing = yes;
  byId("me").setAttribute("aria-expanded", String(yes));
  byId("people-panel").hidden = !yes;
  byId("chats-panel").hidden = yes;
  drawPlaceholder();
}

function drawPlaceholder() {
  byId("placeholder-title").textContent = state.me === null ? "Selamat datang" : "Pilih percakapan";
  byId("placeholder-text").textContent =
    state.me === null
      ? "Pilih salah satu orang di daftar untuk mulai bercakap. Semua orang dan percakapan di sini hanya contoh."
      : "Percakapan yang Anda pilih akan tampil di sini.";
}

function drawMe() {
  const me = person(state.me);
  byId("me").hidden = !me;
  if (!me) return;
  byId("me").replaceChildren(
    avatar(me),
    h(
      "span",
      { class: "row-text" },
      h("span", { class: "visually-hidden" }, "Anda sebagai "),
      h("strong", { data: { testid: "me-name" } }, me.name),
      h("span", {}, me.label || "Ganti orang"),
    ),
    icon("swap"),
  );
}

function drawPeople() {
  byId("people").replaceChildren(...state.people.map((one) => h("li", {}, personRow(one))));
}

function personRow(one) {
  const onclick = async () => {
    if (one.id === state.me) return choose(false);
    await choosePerson(one.id);
    return byId("me").focus();
  };
  const current = one.id === state.me ? "true" : null;
  return h(
    "button",
    { type: "button", class: "row", onclick, "aria-current": current, data: { testid: "person", id: one.id } },
    avatar(one),
    h("span", { class: "row-text" }, h("strong", {}, one.name), one.label ? h("span", {}, one.label) : null),
    current ? icon("check") : null,
  );
}

function drawChats() {
  const list = byId("chats");
  const focused = document.activeElement?.closest?.("#chats [data-id]")?.dataset.id;
  list.replaceChildren(...sorted(state.chats).map((chat) => h("li", {}, chatRow(chat))));
  if (focused) list.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus();
}

function sorted(chats) {
  return [...chats].sort((a, b) => (b.last?.date ?? 0) - (a.last?.date ?? 0));
}

function chatRow(chat) {
  const current = chat.id === state.chatId ? "true" : null;
  const properties = { type: "button", class: "row", onclick: () => openChat(chat.id), "aria-current": current };
  return h(
    "button",
    { ...properties, data: { testid: "chat", id: chat.id } },
    avatar({ id: chat.id, name: chat.title, bot: isPrivate(chat), group: !isPrivate(chat) }),
    h(
      "span",
      { class: "row-text" },
      h("span", { class: "row-line" }, h("strong", {}, chat.title), lastTime(chat)),
      h("span", { class: "row-line" }, h("span", { class: "preview-text" }, preview(chat)), unread(chat)),
    ),
  );
}

function lastTime(chat) {
  return chat.last ? h("time", {}, shortMoment(chat.last.date, now())) : null;
}

function unread(chat) {
  if (!chat.unread) return null;
  const label = h("span", { class: "visually-hidden" }, " pesan belum dibaca");
  return h("span", { class: "badge", data: { testid: "unread" } }, String(chat.unread), label);
}

function preview(chat) {
  if (state.typing.has(chat.id)) return h("em", {}, "sedang mengetik…");
  if (chat.blocked) return "Diblokir";
  if (!chat.last) return isPrivate(chat) && !chat.started ? "Belum dimulai" : "Belum ada pesan";
  const { from } = chat.last;
  if (isPrivate(chat) || !from || chat.last.service) return summary(chat.last);
  return `${from.id === state.me ? "Anda" : from.name}: ${summary(chat.last)}`;
}
