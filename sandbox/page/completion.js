/** The list of commands above the composer: opened by its button or by '/', steered from the text box. */

import { byId, h } from "./dom.js";
import { on, state } from "./state.js";

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

/** A listbox whose active option the text box points at; `choose(command, { fillOnly })` gets the choice. */
export class CompletionList {
  #input;
  #choose;
  #list = byId("completion");
  #active = 0;

  constructor({ input, choose }) {
    this.#input = input;
    this.#choose = choose;
    this.#list.addEventListener("pointerdown", (event) => event.preventDefault());
    input.addEventListener("blur", () => this.close());
    byId("commands").addEventListener("pointerdown", (event) => event.preventDefault());
    on("chat commands", () => this.close());
  }

  get #options() {
    return [...this.#list.querySelectorAll("[role=option]")];
  }

  /** Show the commands that begin with the text, if it is the beginning of a command. */
  filter(text) {
    if (!/^\/[a-z0-9_]*$/i.test(text)) return this.close();
    return this.#show(state.commands.filter(({ command }) => `/${command}`.startsWith(text.toLowerCase())));
  }

  /** Show all commands, or none. */
  toggle() {
    if (this.#list.hidden) this.#show(state.commands, { evenEmpty: true });
    else this.close();
  }

  close() {
    this.#list.hidden = true;
    this.#input.removeAttribute("aria-activedescendant");
    byId("commands").setAttribute("aria-expanded", "false");
  }

  /** Whether the key belonged to the list. */
  handleKey(event) {
    if (this.#list.hidden || !this.#options.length) return false;
    const key = event.key in STEPS ? "Arrow" : event.key;
    const keys = {
      Arrow: () => this.#move(STEPS[event.key]),
      Enter: () => this.#take({ fillOnly: false }),
      Tab: () => this.#take({ fillOnly: true }),
      Escape: () => this.close(),
    };
    if (!keys[key] || event.shiftKey) return false;
    event.preventDefault();
    keys[key]();
    return true;
  }

  #show(commands, { evenEmpty = false } = {}) {
    if (!commands.length && !evenEmpty) return this.close();
    const none = h("li", { class: "completion-none" }, "Bot belum mempunyai daftar perintah di sini.");
    this.#list.replaceChildren(...(commands.length ? commands.map((one, index) => this.#option(one, index)) : [none]));
    this.#list.hidden = false;
    byId("commands").setAttribute("aria-expanded", "true");
    this.#active = 0;
    return this.#mark();
  }

  #option({ command, description }, index) {
    const onclick = () => {
      this.#active = index;
      this.#take({ fillOnly: false });
    };
    const properties = { role: "option", id: `command-${index}`, class: "command", onclick };
    return h(
      "li",
      { ...properties, data: { testid: "command", command: `/${command}` } },
      h("strong", {}, `/${command}`),
      h("span", {}, description),
    );
  }

  #move(step) {
    const count = this.#options.length;
    this.#active = (this.#active + step + count) % count;
    this.#mark();
  }

  #mark() {
    this.#options.forEach((option, index) => option.setAttribute("aria-selected", String(index === this.#active)));
    const active = this.#options[this.#active];
    if (!active) return;
    this.#input.setAttribute("aria-activedescendant", active.id);
    active.scrollIntoView({ block: "nearest" });
  }

  #take(how) {
    const { command } = this.#options[this.#active].dataset;
    this.close();
    this.#choose(command, how);
  }
}
