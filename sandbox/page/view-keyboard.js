/** The bot's reply keyboard below the composer. */

import { sendText, shareContact } from "./deeds.js";
import { byId, h, icon } from "./dom.js";
import { on, state } from "./state.js";
import { toast } from "./toasts.js";

const PRESSES = {
  text: ({ text }) => sendText(text),
  contact: () => shareContact(state.me),
};

let open = true;
let shown = null;

/** Draw the keyboard and keep it up to date. */
export function showKeyboard() {
  const toggle = byId("keyboard-toggle");
  toggle.append(icon("keyboard"));
  toggle.addEventListener("click", () => {
    open = !open;
    draw();
  });
  on("keyboard", () => {
    if (state.keyboard !== shown) open = true;
    shown = state.keyboard;
    draw();
  });
}

function draw() {
  const { keyboard } = state;
  const box = byId("keyboard");
  const toggle = byId("keyboard-toggle");
  toggle.hidden = !keyboard;
  box.hidden = !keyboard || !open;
  toggle.setAttribute("aria-expanded", String(!box.hidden));
  byId("message-input").placeholder = keyboard?.placeholder || "Tulis pesan";
  const row = (buttons) => h("div", { class: "button-row" }, buttons.map(keyButton));
  box.replaceChildren(...(keyboard?.rows ?? []).map(row));
}

function keyButton(button) {
  const onclick = () => press(button);
  const picture = button.kind === "contact" ? icon("person") : null;
  const data = { testid: "keyboard-button", kind: button.kind };
  return h("button", { type: "button", class: "key", onclick, data }, picture, h("span", { class: "label" }, button.text));
}

function press(button) {
  const run = PRESSES[button.kind];
  return run ? run(button) : toast("Tombol jenis ini tidak tersedia di ruang simulasi.");
}
