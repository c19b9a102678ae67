// One socket for each page. What was asked and not yet done is asked again after a broken line, under the same reference.

const LONGEST_WAIT = 8000;

export class Socket {
  constructor(onEvent, onState) {
    this.onEvent = onEvent;
    this.onState = onState;
    this.open = new Map();
    this.tries = 0;
    this.everConnected = false;
  }

  connect() {
    const address = new URL("/ws", location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    address.search = location.search;
    address.searchParams.set("version", document.body.dataset.version);
    this.socket = new WebSocket(address);
    this.socket.addEventListener("open", () => this.#opened());
    this.socket.addEventListener("message", (message) => this.#received(JSON.parse(message.data)));
    this.socket.addEventListener("close", () => this.#closed());
  }

  // Sends a request and returns a promise that is kept once the server is done with it.
  ask(what) {
    const ref = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const text = JSON.stringify({ ref, ...what });
    return new Promise((done) => {
      this.open.set(ref, { text, done, found: null });
      if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(text);
    });
  }

  #opened() {
    this.tries = 0;
    this.onState(true, this.everConnected);
    this.everConnected = true;
    for (const { text } of this.open.values()) this.socket.send(text);
  }

  #received(event) {
    const waiting = this.open.get(event.ref);
    if (event.event === "done") {
      this.open.delete(event.ref);
      this.onEvent(event);
      waiting?.done(waiting.found);
    } else if (event.event === "suggestions") {
      if (waiting) waiting.found = event.choices;
    } else {
      this.onEvent(event);
    }
  }

  #closed() {
    this.onState(false, this.everConnected);
    const wait = Math.min(LONGEST_WAIT, 250 * 2 ** this.tries) * (0.75 + Math.random() / 2);
    this.tries += 1;
    setTimeout(() => this.connect(), wait);
  }
}
