// The line at the bottom: plain words, or a slash and the commands behind it.

import { Options } from "./options.js";

const SHOWN = 40;

export class Composer {
  constructor(ask, data) {
    this.ask = ask;
    this.data = data;
    this.form = document.getElementById("composer");
    this.input = document.getElementById("say");
    this.offers = document.getElementById("offers");
    this.options = new Options(document.getElementById("picked"), ask, data, () => this.cancel());
    const address = new URL(location.href);
    address.searchParams.delete("say"); // put into the line once, not at every reload
    history.replaceState(null, "", address);
    this.store = `typed ${location.search}`;
    this.form.addEventListener("submit", (event) => this.#submit(event));
    this.form.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("input", () => this.#typed());
    this.input.addEventListener("blur", () => this.#offer([]));
    this.offers.addEventListener("mousedown", (event) => event.preventDefault());
    this.offers.addEventListener("click", (event) => this.#pick(event.target.closest("li")?.dataset.path));
    if (this.input.value) this.prefill(this.input.value);
    else this.input.value = sessionStorage.getItem(this.store) ?? "";
  }

  prefill(text) {
    this.cancel();
    this.input.value = text;
    this.input.focus();
    this.#typed();
  }

  focus() {
    (this.options.command ? this.form.querySelector("#picked input, #picked select, .send") : this.input).focus();
  }

  cancel() {
    this.options.hide();
    this.input.focus();
  }

  #typed() {
    sessionStorage.setItem(this.store, this.input.value);
    this.#offer(this.input.value.startsWith("/") ? this.#matching(this.input.value.slice(1).trimStart().toLowerCase()) : []);
  }

  // Returns the commands that what is typed may become; none once a command stands there with something after it.
  #matching(typed) {
    const { commands } = this.data;
    if (commands.some(({ path }) => typed.startsWith(`${path} `))) return [];
    const begins = commands.filter(({ path }) => path.startsWith(typed));
    const words = typed.split(/\s+/);
    const has = commands.filter(({ path, summary }) => {
      const text = `${path} ${summary}`.toLowerCase();
      return !path.startsWith(typed) && words.every((word) => text.includes(word));
    });
    return [...begins, ...has].slice(0, SHOWN);
  }

  #offer(commands) {
    this.offers.replaceChildren(...commands.map(({ path, summary }, at) => {
      const item = document.createElement("li");
      item.id = `offer-${at}`;
      item.dataset.path = path;
      item.setAttribute("role", "option");
      item.append(Object.assign(document.createElement("strong"), { textContent: `/${path}` }));
      item.append(Object.assign(document.createElement("span"), { textContent: summary }));
      return item;
    }));
    this.offers.hidden = commands.length === 0;
    this.input.setAttribute("aria-expanded", String(!this.offers.hidden));
    this.#select(0);
  }

  #select(at) {
    const items = [...this.offers.children];
    this.at = items.length ? (at + items.length) % items.length : -1;
    items.forEach((item, index) => item.setAttribute("aria-selected", String(index === this.at)));
    if (this.at < 0) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    items[this.at].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", items[this.at].id);
  }

  // Takes a command that was chosen: one that needs nothing more is done at once, the others ask for their options.
  #pick(path) {
    const command = this.data.commands.find((known) => known.path === path);
    if (!command) return;
    this.#clear();
    if (command.options.length > 0) (this.options.show(command) ?? this.form.querySelector(".send")).focus();
    else this.ask({ do: "command", path, options: {} });
  }

  // Tab does nothing yet: it writes out a command that needs nothing more.
  #tab(path) {
    const command = this.data.commands.find((known) => known.path === path);
    if (command.options.length > 0) this.#pick(path);
    else this.prefill(`/${path}`);
  }

  #clear() {
    this.input.value = "";
    sessionStorage.removeItem(this.store);
    this.#offer([]);
  }

  #key(event) {
    if (event.key === "Escape" && this.offers.hidden && this.options.command) this.cancel();
    else if (event.key === "Escape") this.#offer([]);
    else if (event.target !== this.input || this.offers.hidden || event.isComposing) return;
    else if (event.key === "ArrowDown") this.#select(this.at + 1);
    else if (event.key === "ArrowUp") this.#select(this.at - 1);
    else if (event.key === "Enter" && !this.#complete()) this.#pick(this.offers.children[this.at].dataset.path);
    else if (event.key === "Tab" && !event.shiftKey) this.#tab(this.offers.children[this.at].dataset.path);
    else return;
    event.preventDefault();
  }

  // Returns whether what stands there can be sent as it is: a whole command that needs nothing more.
  #complete() {
    const path = this.input.value.slice(1).trim().toLowerCase();
    const command = this.data.commands.find((known) => known.path === path);
    return Boolean(command) && (command.form || !command.options.some((option) => option.required));
  }

  async #submit(event) {
    event.preventDefault();
    if (this.options.command) {
      await this.options.sending;
      const options = this.options.values();
      if (options === null) return;
      this.ask({ do: "command", path: this.options.command.path, options });
      this.options.hide();
    } else {
      const text = this.input.value.trim();
      if (!text) return;
      this.ask({ do: "say", text });
      this.#clear();
    }
    this.input.focus();
  }
}
