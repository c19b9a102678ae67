// The menu of a message: what can be done with it.

export class MessageMenu {
  constructor(ask, data) {
    this.ask = ask;
    this.data = data;
    this.element = null;
    document.addEventListener("click", (event) => this.#clicked(event));
    document.addEventListener("keydown", (event) => this.#key(event));
    document.getElementById("scroll").addEventListener("scroll", () => this.#follow());
    addEventListener("resize", () => this.#follow());
  }

  #clicked(event) {
    const more = event.target.closest("button.more");
    const mine = this.element?.contains(event.target);
    const wasFor = this.button;
    if (!mine) this.close();
    if (more && more !== wasFor) this.#open(more);
  }

  #open(button) {
    const message = button.closest("article");
    const { words, actions, moderates } = this.data;
    const items = actions.map((action) => [action.label, { do: "point", name: action.name }, ""]);
    if (moderates && message.dataset.bot !== undefined) {
      if (message.dataset.pinned !== undefined) items.push([words.unpin, { do: "unpin" }, ""]);
      items.push([words.delete, { do: "delete" }, "danger"]);
    }
    const menu = document.createElement("div");
    menu.className = "menu";
    menu.setAttribute("role", "menu");
    for (const [label, request, style] of items) {
      const item = document.createElement("button");
      item.type = "button";
      item.className = style;
      item.setAttribute("role", "menuitem");
      item.textContent = label;
      item.addEventListener("click", () => {
        this.close();
        button.focus();
        this.ask({ ...request, message: message.dataset.id });
      });
      menu.append(item);
    }
    this.element = menu;
    this.button = button;
    document.body.append(menu);
    this.#place(button.getBoundingClientRect(), menu);
    button.setAttribute("aria-expanded", "true");
    menu.querySelector("button")?.focus();
  }

  #follow() {
    if (this.element) this.#place(this.button.getBoundingClientRect(), this.element);
  }

  #place(at, menu) {
    const below = at.bottom + menu.offsetHeight < innerHeight - 8;
    menu.style.top = `${below ? at.bottom : Math.max(8, at.top - menu.offsetHeight)}px`;
    menu.style.left = `${Math.max(8, Math.min(at.right - menu.offsetWidth, innerWidth - menu.offsetWidth - 8))}px`;
  }

  close() {
    this.element?.remove();
    this.button?.setAttribute("aria-expanded", "false");
    this.element = null;
    this.button = null;
  }

  #key(event) {
    if (!this.element) return;
    const items = [...this.element.querySelectorAll("button")];
    const at = items.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) {
      items[(to + items.length) % items.length].focus();
      event.preventDefault();
    } else if (event.key === "Escape" || event.key === "Tab") {
      const button = this.button;
      this.close();
      button.focus();
      if (event.key === "Escape") event.preventDefault();
    }
  }
}
