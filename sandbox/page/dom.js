/** Elements without markup strings: everything a person wrote enters the page as text. */

import { ICONS } from "./icons.js";

const SVG = "http://www.w3.org/2000/svg";

/** Build an element; `on…` properties are listeners, `data` is the dataset, null and false are left out. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) setProperty(element, name, value);
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

function setProperty(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "class") element.className = value;
  else if (name === "data") Object.assign(element.dataset, value);
  else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else element.setAttribute(name, value === true ? "" : value);
}

/** The line icon of that name from icons.js, hidden from assistive technology. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "icon");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** A round picture with initials; the colour follows from the id, the bot wears the mark of the page. */
export function avatar({ id, name, bot = false, group = false }, size = "medium") {
  if (bot) return h("img", { class: `avatar ${size}`, src: "/page/icon.svg", alt: "" });
  const tone = Math.abs(id) % 6;
  const label = group ? icon("group") : initials(name);
  return h("span", { class: `avatar ${size} tone-${tone}`, "aria-hidden": "true" }, label);
}

function initials(name) {
  const words = name.replace(/[^\p{L}\p{N}\s]/gu, "").split(/\s+/).filter(Boolean);
  return words.slice(0, 2).map((word) => [...word][0].toUpperCase()).join("") || "?";
}

/** The element with that id, which index.html is known to hold. */
export const byId = (id) => document.getElementById(id);

/** Say a sentence to screen readers without moving the focus. */
export function announce(sentence) {
  const announcer = byId("announcer");
  announcer.append(h("p", {}, sentence));
  while (announcer.childElementCount > 5) announcer.firstElementChild.remove();
}
