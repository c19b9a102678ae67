// A command that was picked: its options, one line each, those that can be left out behind a button.

const SEPARATE = ["topic", "resource", "announcement"];
const INPUTS = { date: "date", clock: "time" };
const KEYBOARDS = { url: "url", integer: "numeric" };

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

export class Options {
  constructor(place, ask, data, onCancel) {
    this.place = place;
    this.ask = ask;
    this.data = data;
    this.onCancel = onCancel;
    this.command = null;
  }

  show(command) {
    this.command = command;
    const cancel = element("button", { type: "button", className: "quiet", textContent: "×" });
    cancel.setAttribute("aria-label", this.data.words.cancel_command);
    cancel.addEventListener("click", () => this.onCancel());
    const title = element("span", {}, `/${command.path}`, element("small", { textContent: command.summary }));
    this.adds = element("div", { className: "adds" });
    this.place.replaceChildren(element("div", { className: "path" }, title, cancel), this.adds);
    this.place.hidden = false;
    for (const option of command.options) {
      if (option.required || option.rest) this.#add(option);
      else this.#offer(option);
    }
    return this.place.querySelector("input, select");
  }

  hide() {
    this.command = null;
    this.place.hidden = true;
    this.place.replaceChildren();
    for (const list of document.querySelectorAll(".offers")) list.remove();
  }

  // Returns the filled options, or null after pointing at one that is needed; where a form may open, it asks for those.
  values() {
    const found = {};
    for (const input of this.place.querySelectorAll("[name]")) {
      const value = (input.dataset.value ?? (input.type === "file" ? "" : input.value)).trim();
      if (value) found[input.name] = value;
      else if (input.required && !this.command.form) return this.#needed(input);
    }
    return found;
  }

  #needed(input) {
    const row = input.closest(".option");
    row.querySelector(".problem")?.remove();
    const words = element("p", { className: "problem", id: `${input.id}-problem`, textContent: this.data.words.needed });
    input.setAttribute("aria-describedby", words.id);
    row.append(words);
    input.focus();
    return null;
  }

  #offer(option) {
    const button = element("button", { type: "button", textContent: `+ ${option.about}` });
    button.addEventListener("click", () => {
      button.remove();
      this.#add(option).focus();
    });
    this.adds.append(button);
  }

  #add(option) {
    const input = this.#input(option);
    input.id = `option-${option.name}`;
    input.name = option.name;
    input.required = option.required;
    const need = option.required ? "" : this.data.words.optional;
    const label = element("label", { htmlFor: input.id }, `${option.about} `, element("small", { textContent: need }));
    this.adds.before(element("div", { className: "option" }, label, input));
    if (SEPARATE.includes(option.kind)) new Completion(input, (typed) => this.#suggest(option, typed));
    return input;
  }

  #input(option) {
    const { words, people, channels } = this.data;
    const flags = [{ value: "true", label: words.yes }, { value: "false", label: words.no }];
    const choices = { choice: option.choices, flag: flags, person: people, channel: channels }[option.kind];
    if (choices) {
      const none = new Option(words.choose, "");
      return element("select", {}, none, ...choices.map(({ value, label }) => new Option(label, value)));
    }
    if (option.kind === "file") return this.#file();
    return element("input", {
      type: INPUTS[option.kind] ?? "text", inputMode: KEYBOARDS[option.kind] ?? "text", maxLength: option.most, autocomplete: "off",
    });
  }

  // Sent ahead as soon as it is chosen; what stands for it goes with the command.
  #file() {
    const input = element("input", { type: "file" });
    input.addEventListener("change", async () => {
      delete input.dataset.value;
      const [file] = input.files;
      if (!file) return;
      this.sending = this.#send(input, file);
      await this.sending;
    });
    return input;
  }

  async #send(input, file) {
    const query = new URLSearchParams(location.search);
    query.set("name", file.name);
    const answer = await fetch(`/upload?${query}`, { method: "POST", body: file });
    // What the room does not take is asked of the core all the same, which says why.
    const { ref } = answer.ok ? await answer.json() : { ref: "none" };
    if (input.files[0] === file) input.dataset.value = `upload:${ref}`;
  }

  #suggest(option, typed) {
    const others = {};
    for (const input of this.place.querySelectorAll("[name]")) {
      if (input.name !== option.name && input.value) others[input.name] = input.dataset.value ?? input.value;
    }
    return this.ask({ do: "suggest", path: this.command.path, option: option.name, typed, options: others });
  }
}

// Completes what is typed into one input from what the core suggests.
class Completion {
  constructor(input, suggest) {
    this.input = input;
    this.suggest = suggest;
    this.list = element("ul", { className: "offers", id: `${input.id}-offers`, hidden: true });
    this.list.setAttribute("role", "listbox");
    document.querySelector(".dock").append(this.list);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", this.list.id);
    input.setAttribute("aria-expanded", "false");
    input.addEventListener("input", () => {
      delete input.dataset.value;
      this.#narrow();
      this.#soon();
    });
    input.addEventListener("focus", () => this.#soon());
    input.addEventListener("blur", () => this.#hide());
    input.addEventListener("keydown", (event) => this.#key(event));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.#choose(event.target.closest("li")));
  }

  // Until the core has answered, what is still shown has what is typed in it: arrows never choose among older offers.
  #narrow() {
    const typed = this.input.value.toLowerCase();
    const left = [...this.list.children].filter((item) => item.textContent.toLowerCase().includes(typed));
    this.#show(left.map((item) => ({ label: item.textContent, value: item.dataset.value })));
  }

  #soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(async () => {
      const typed = this.input.value;
      const choices = await this.suggest(typed);
      if (document.activeElement === this.input && this.input.value === typed) this.#show(choices ?? []);
    }, 120);
  }

  #show(choices) {
    const chosen = this.list.children[this.at]?.dataset.value;
    this.list.replaceChildren(...choices.map(({ label, value }, at) => {
      const item = element("li", { id: `${this.list.id}-${at}`, textContent: label });
      item.dataset.value = value;
      item.setAttribute("role", "option");
      return item;
    }));
    this.list.hidden = choices.length === 0;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.#select(choices.findIndex(({ value }) => value === chosen));
  }

  #select(at) {
    const items = [...this.list.children];
    this.at = at;
    items.forEach((item, index) => item.setAttribute("aria-selected", String(index === at)));
    if (at < 0) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    items[at].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", items[at].id);
  }

  #hide() {
    clearTimeout(this.timer);
    this.#show([]);
  }

  #choose(item) {
    if (!item) return;
    this.input.value = item.textContent;
    this.input.dataset.value = item.dataset.value;
    this.#hide();
  }

  #key(event) {
    if (this.list.hidden) return;
    const items = [...this.list.children];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const from = event.key === "ArrowUp" && this.at < 0 ? 0 : this.at;
      this.#select((from + (event.key === "ArrowDown" ? 1 : -1) + items.length) % items.length);
    } else if (event.key === "Enter" && this.at >= 0) {
      this.#choose(items[this.at]);
    } else if (event.key === "Escape") {
      this.#hide();
      event.stopPropagation();
    } else {
      return;
    }
    event.preventDefault();
  }
}
