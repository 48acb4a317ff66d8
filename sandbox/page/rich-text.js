/** The formatted text of a message: rebuilt node by node from a short list of elements, whatever the server sent. */

import { h } from "./dom.js";

const PLAIN = new Set(["B", "I", "U", "S", "CODE", "PRE", "BLOCKQUOTE", "BR"]);
const SAFE_ADDRESS = /^(https?:|mailto:|tel:)/i;

// The one place that parses markup; the page's policy forbids every other.
const policy = globalThis.trustedTypes?.createPolicy("rich-text", { createHTML: (html) => html }) ?? {
  createHTML: (html) => html,
};

/** A fragment with the message's formatting, links, commands and spoilers. */
export function richText(html) {
  const parsed = new DOMParser().parseFromString(policy.createHTML(html), "text/html");
  return rebuildChildren(parsed.body, document.createDocumentFragment());
}

function rebuildChildren(source, target) {
  for (const node of source.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) target.append(afterBlock(node) ? node.data.replace(/^\n/, "") : node.data);
    else if (node.nodeType === Node.ELEMENT_NODE) target.append(rebuild(node));
  }
  return target;
}

// A block already ends its line; the line break that follows it in the text would show as an empty line.
const afterBlock = (node) => ["PRE", "BLOCKQUOTE"].includes(node.previousSibling?.tagName);

function rebuild(node) {
  if (PLAIN.has(node.tagName)) return rebuildChildren(node, h(node.tagName.toLowerCase()));
  if (node.tagName === "A") return rebuildChildren(node, anchor(node));
  if (node.tagName === "SPAN" && node.classList.contains("spoiler")) return rebuildChildren(node, spoiler());
  return rebuildChildren(node, document.createDocumentFragment());
}

function anchor(node) {
  const { start, command } = node.dataset;
  if (start !== undefined) return h("a", { href: "#", data: { start } });
  if (command !== undefined) return h("a", { href: "#", data: { command } });
  const address = node.getAttribute("href") ?? "";
  if (!SAFE_ADDRESS.test(address)) return document.createDocumentFragment();
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer" });
}

function spoiler() {
  const reveal = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.currentTarget.classList.add("shown");
    event.currentTarget.removeAttribute("aria-label");
  };
  const properties = { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Teks tersembunyi, tekan untuk membuka" };
  return h("span", { ...properties, onclick: reveal, onkeydown: reveal });
}
