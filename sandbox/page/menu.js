/** Menus of actions that hang from a button: arrow keys move, Escape closes, the focus returns to the button. */

import { h, icon } from "./dom.js";

const STEPS = { ArrowDown: 1, ArrowUp: -1 };
let closeOpen = () => {};

/** Open a menu under `button`; items are { label, icon, run, danger?, testid? }. Opening it again closes it. */
export function openMenu(button, items, label) {
  const again = button.getAttribute("aria-expanded") === "true";
  closeOpen();
  if (again) return;
  const menu = h("div", { class: "menu", role: "menu", "aria-label": label, data: { testid: "menu" } }, items.map(entry));
  const outside = (event) => !menu.contains(event.target) && !button.contains(event.target) && closeOpen();
  closeOpen = () => {
    const focused = menu.contains(document.activeElement);
    menu.remove();
    button.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside, true);
    closeOpen = () => {};
    if (focused) button.focus();
  };
  menu.addEventListener("keydown", (event) => moveIn(menu, event));
  document.addEventListener("pointerdown", outside, true);
  document.body.append(menu);
  place(menu, button);
  button.setAttribute("aria-expanded", "true");
  menu.firstElementChild?.focus();
}

function entry({ label, icon: name, run, danger = false, testid }) {
  const onclick = () => {
    closeOpen();
    run();
  };
  const properties = { type: "button", role: "menuitem", tabindex: "-1", class: danger ? "danger" : null, onclick };
  return h("button", { ...properties, data: testid ? { testid } : {} }, icon(name), label);
}

function moveIn(menu, event) {
  if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    return closeOpen();
  }
  const entries = [...menu.children];
  const index = entries.indexOf(document.activeElement);
  const next = { Home: 0, End: entries.length - 1 }[event.key] ?? index + (STEPS[event.key] ?? 0);
  if (next === index) return undefined;
  event.preventDefault();
  return entries.at(next % entries.length).focus();
}

function place(menu, button) {
  const anchor = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = anchor.bottom + height < innerHeight - 8;
  menu.style.top = `${below ? anchor.bottom + 4 : Math.max(8, anchor.top - height - 4)}px`;
  menu.style.left = `${Math.min(Math.max(8, anchor.right - width), innerWidth - width - 8)}px`;
}
