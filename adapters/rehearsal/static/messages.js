// The conversation: putting messages in their places, and pressing what is in them.

const NEAR_THE_END = 160;

function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

export class Messages {
  constructor(ask) {
    this.ask = ask;
    this.log = document.getElementById("messages");
    this.direct = document.getElementById("direct");
    this.scroller = document.getElementById("scroll");
    document.addEventListener("click", (event) => this.#clicked(event));
    document.addEventListener("change", (event) => this.#limit(event.target));
    document.addEventListener("toggle", (event) => {
      if (event.target.matches?.("details")) event.target.scrollIntoView({ block: "nearest" });
    }, true);
    this.scroller.addEventListener("scroll", () => { this.atEnd = this.#nearEnd(); }, { passive: true });
    // The composer grows with a command's options, the window shrinks under a phone's keyboard: the end stays in view.
    new ResizeObserver(() => { if (this.atEnd) this.scroller.scrollTop = this.scroller.scrollHeight; }).observe(this.scroller);
    this.days();
    this.toEnd();
    this.atEnd = this.#nearEnd();
  }

  #nearEnd() {
    return this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight < NEAR_THE_END;
  }

  toEnd() {
    const target = location.hash.startsWith("#m") && document.getElementById(location.hash.slice(1));
    if (target) target.scrollIntoView({ block: "center" });
    else this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  // Shows a message: in the place of the one with its id, else at the end. Returns whether it is new.
  show(html, place) {
    const message = fragment(html).querySelector("article");
    const old = document.getElementById(message.id);
    const atEnd = this.#nearEnd();
    if (old) {
      const focused = old.contains(document.activeElement);
      old.replaceWith(message);
      if (focused) (message.querySelector(".body button, .body summary, .body a") ?? message.querySelector("button"))?.focus();
    } else {
      message.classList.add("new");
      if (place === "direct") this.direct.prepend(message);
      else this.log.append(message);
      if (place !== "direct") this.log.querySelector(".welcome")?.remove();
    }
    this.days();
    if (place !== "direct" && (atEnd || (!old && message.dataset.private !== undefined))) this.#follow(message);
    return !old;
  }

  get last() {
    return this.log.querySelector("article:last-of-type");
  }

  // Brings the end into view; of a message longer than the view, its beginning.
  #follow(message) {
    if (message.offsetHeight > this.scroller.clientHeight) message.scrollIntoView({ block: "start" });
    else this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  remove(id) {
    document.getElementById(`m${id}`)?.remove();
    this.days();
  }

  // Puts a line with the day before the first message of each.
  days() {
    for (const line of this.log.querySelectorAll(".day")) line.remove();
    let day = "";
    for (const message of this.log.querySelectorAll("article")) {
      if (message.dataset.day !== day) {
        const line = document.createElement("p");
        line.className = "day";
        line.textContent = message.dataset.dayWords;
        message.before(line);
        day = message.dataset.day;
      }
    }
  }

  #clicked(event) {
    const button = event.target.closest("article button");
    if (!button) return;
    const message = button.closest("article").dataset.id;
    if (button.dataset.dismiss !== undefined) this.ask({ do: "dismiss", message });
    else if (button.dataset.code) this.#press(button, message);
  }

  async #press(button, message) {
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    const pick = button.closest("details.pick");
    let chosen = [];
    if (button.dataset.several !== undefined) chosen = [...pick.querySelectorAll("input:checked")].map((box) => box.value);
    else if (button.dataset.value !== undefined) chosen = [button.dataset.value];
    if (pick) pick.open = false;
    await this.ask({ do: "press", message, code: button.dataset.code, chosen });
    button.removeAttribute("aria-disabled");
  }

  // Keeps a choice of several within its most.
  #limit(box) {
    const several = box.closest?.("details.several");
    if (!several) return;
    const full = several.querySelectorAll("input:checked").length >= Number(several.dataset.most);
    for (const other of several.querySelectorAll("input:not(:checked)")) other.disabled = full;
  }
}
