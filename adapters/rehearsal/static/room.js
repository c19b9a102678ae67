// Puts the page together: what the server says goes to the part that shows it.

import { Composer } from "./composer.js";
import { MessageMenu } from "./menu.js";
import { Messages } from "./messages.js";
import { Panels } from "./panels.js";
import { Sheet } from "./sheet.js";
import { Socket } from "./socket.js";

const PATIENCE = 400;
const LIVE = ["channels", "messages", "direct", "pins", "clock"];

class Room {
  constructor() {
    this.data = JSON.parse(document.getElementById("room-data").textContent);
    this.socket = new Socket((event) => this.#take(event), (up, again) => this.#line(up, again));
    const ask = (what) => this.#ask(what);
    this.panels = new Panels(ask, this.data.words);
    this.messages = new Messages(ask);
    this.menu = new MessageMenu(ask, this.data);
    this.composer = new Composer(ask, this.data);
    this.sheet = new Sheet(ask);
    this.held = null;
    document.addEventListener("keydown", (event) => this.#key(event));
    document.addEventListener("click", (event) => this.#clicked(event));
    this.socket.connect();
  }

  // Asks the server, and says that it is being worked on if that takes long.
  async #ask(what) {
    const working = document.getElementById("working");
    const late = what.do === "suggest" ? 0 : setTimeout(() => { working.hidden = false; }, PATIENCE);
    const answer = await this.socket.ask(what);
    clearTimeout(late);
    if (this.socket.open.size === 0) working.hidden = true;
    return answer;
  }

  #line(up, again) {
    document.getElementById("reconnecting").hidden = up || !this.socket.everConnected;
    if (up && again) this.#refresh();
  }

  #take(event) {
    if (this.held) this.held.push(event);
    else this.#apply(event);
  }

  #apply(event) {
    switch (event.event) {
      case "message":
        if (!this.messages.show(event.html, event.place)) break;
        if (event.place === "direct") this.panels.direct();
        else if (this.messages.last?.dataset.private !== undefined) this.panels.close(); // an answer is not to be hidden
        break;
      case "removed": this.messages.remove(event.id); break;
      case "elsewhere": this.panels.unread(event.channel); break;
      case "pins": document.getElementById("pins").innerHTML = event.html; break;
      case "channels": this.panels.channels(event.html); break;
      case "clock": this.panels.clock(event.html); break;
      case "form": this.sheet.open(event.html); break;
      case "form_closed": this.sheet.forget(); break;
      case "toast": this.panels.toast(event.words); break;
      case "stale": this.#refresh(); break;
      case "deferred": document.getElementById("working").hidden = false; break;
      default: break;
    }
  }

  // Loads what the server has now and puts it in place; what arrives meanwhile is shown after it.
  async #refresh() {
    if (this.held) return;
    this.held = [];
    try {
      const answer = await fetch(location.href);
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const id of LIVE) document.getElementById(id).replaceChildren(...fresh.getElementById(id).childNodes);
      document.body.dataset.version = fresh.body.dataset.version;
      this.messages.days();
      this.messages.toEnd();
      this.sheet.load(fresh.getElementById("form").innerHTML);
    } finally {
      const held = this.held;
      this.held = null;
      for (const event of held) this.#take(event);
    }
  }

  #key(event) {
    const writing = event.target.closest?.("input, textarea, select, [role=menu], dialog");
    if (event.key !== "/" || writing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.panels.close();
    this.composer.prefill("/");
  }

  #clicked(event) {
    const tried = event.target.closest("[data-say], [data-command], a[data-channel]");
    if (!tried) return;
    this.panels.close();
    if (tried.dataset.say) this.composer.prefill(tried.dataset.say);
    else if (tried.dataset.command) this.#ask({ do: "command", path: tried.dataset.command, options: {} });
    else {
      event.preventDefault();
      const address = new URL(location.href);
      address.searchParams.set("channel", tried.dataset.channel);
      address.searchParams.delete("say");
      location.href = address;
    }
  }
}

new Room();
