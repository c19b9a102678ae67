// The two drawers of a phone, the clock, and passing words.

const TOAST = 6000;
const NARROW = "(max-width: 1099px)";

export class Panels {
  constructor(ask, words) {
    this.ask = ask;
    this.words = words;
    this.moved = Promise.resolve();
    this.openers = [...document.querySelectorAll(".drawer-open")];
    for (const opener of this.openers) opener.addEventListener("click", () => this.open(opener));
    for (const close of document.querySelectorAll("[data-close-drawer]")) close.addEventListener("click", () => this.close());
    for (const step of document.querySelectorAll("[data-clock]")) {
      step.addEventListener("click", () => this.#move(step.dataset.clock));
    }
    document.getElementById("move").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#move(document.getElementById("move-to").value);
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.opened && !document.querySelector("dialog[open]")) this.close();
    });
    document.getElementById("pins").addEventListener("click", (event) => this.#jump(event));
    document.querySelector(".where").addEventListener("click", () => {
      if (matchMedia(NARROW).matches) this.open(this.openers[0]);
    });
    this.clock(document.getElementById("clock").innerHTML);
  }

  open(opener) {
    this.close();
    this.opened = opener;
    const drawer = document.getElementById(opener.getAttribute("aria-controls"));
    drawer.classList.add("open");
    opener.setAttribute("aria-expanded", "true");
    opener.querySelector(".dot").hidden = true;
    const scrim = document.createElement("div");
    scrim.id = "scrim";
    scrim.addEventListener("click", () => this.close());
    document.body.append(scrim);
    document.querySelector("main").inert = true;
    drawer.querySelector("[data-close-drawer]").focus();
  }

  close() {
    if (!this.opened) return;
    document.querySelector(".drawer.open").classList.remove("open");
    document.getElementById("scrim").remove();
    document.querySelector("main").inert = false;
    this.opened.setAttribute("aria-expanded", "false");
    this.opened.focus();
    this.opened = null;
  }

  // Each move begins where the last one ended: two presses of "+1 day" are two days.
  #move(to) {
    this.moved = this.moved.then(() => this.ask({ do: "clock", to }));
  }

  channels(html) {
    const list = document.getElementById("channels");
    const unread = [...list.querySelectorAll(".unread")].map((link) => link.dataset.channelId);
    list.innerHTML = html;
    for (const channel of unread) this.unread(channel);
  }

  unread(channel) {
    document.querySelector(`[data-channel-id="${CSS.escape(channel)}"]`)?.classList.add("unread");
    this.#dot("places");
  }

  direct() {
    this.#dot("desk");
    if (matchMedia(NARROW).matches) this.toast(this.words.new_direct);
  }

  #dot(drawer) {
    const opener = this.openers.find((button) => button.getAttribute("aria-controls") === drawer);
    if (opener !== this.opened) opener.querySelector(".dot").hidden = false;
  }

  clock(html) {
    const clock = document.getElementById("clock");
    clock.innerHTML = html;
    const { local } = clock.querySelector("time").dataset;
    const moveTo = document.getElementById("move-to");
    moveTo.min = local;
    if (!moveTo.value || moveTo.value < local) moveTo.value = local;
  }

  toast(words) {
    const line = document.createElement("p");
    line.textContent = words;
    document.getElementById("toasts").append(line);
    setTimeout(() => line.remove(), TOAST);
  }

  #jump(event) {
    const link = event.target.closest("a");
    if (!link) return;
    event.preventDefault();
    this.close();
    for (const old of document.querySelectorAll(".pointed")) old.classList.remove("pointed");
    const message = document.getElementById(link.hash.slice(1));
    message?.classList.add("pointed");
    message?.scrollIntoView({ block: "center" });
  }
}
