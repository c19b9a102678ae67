// Forms. What is typed is kept in this tab until it has been sent, also over closing the form and loading the page again.

// One tab may be several people in turn; what one of them typed is not the next one's.
const address = new URLSearchParams(location.search);
const owner = `${address.get("as")} ${address.get("in")}`;
const closed = `form closed ${owner}`;
const key = (form) => `form ${owner} ${form.dataset.code}`;

function values(form) {
  const found = {};
  for (const input of form.querySelectorAll("[name]")) {
    if (input.type !== "checkbox") found[input.name] = input.value;
    else if (input.dataset.flag !== undefined) found[input.name] = String(input.checked);
    else found[input.name] = [found[input.name], input.checked ? input.value : ""].filter(Boolean).join(",");
  }
  return found;
}

function fill(form, typed) {
  for (const input of form.querySelectorAll("[name]")) {
    if (!(input.name in typed)) continue;
    const text = typed[input.name];
    if (input.type !== "checkbox") input.value = text;
    else input.checked = text.split(",").includes(input.value);
  }
}

export class Sheet {
  constructor(ask) {
    this.ask = ask;
    this.dialog = document.getElementById("sheet");
    this.bar = document.getElementById("unfinished");
    this.dialog.addEventListener("submit", (event) => this.#submit(event));
    this.dialog.addEventListener("input", () => this.#remember());
    this.dialog.addEventListener("close", () => this.#closed());
    this.dialog.addEventListener("click", (event) => {
      if (event.target === this.dialog || event.target.closest("[data-close]")) this.dialog.close();
    });
    this.bar.querySelector("[data-go-on]").addEventListener("click", () => this.#show());
    this.bar.querySelector("[data-put-away]").addEventListener("click", () => {
      this.forget();
      this.ask({ do: "put_away" });
    });
    this.load(document.getElementById("form").innerHTML);
  }

  get form() {
    return this.dialog.querySelector("form");
  }

  // Takes over the form that the server has open for this person when the page is loaded.
  load(html) {
    if (!html.trim() || this.form) return;
    this.dialog.innerHTML = html;
    this.#restore();
    if (sessionStorage.getItem(closed) === this.form.dataset.code) this.#closed();
    else this.#show();
  }

  open(html) {
    this.dialog.innerHTML = html;
    if (this.form.dataset.problems === undefined) this.#restore();
    this.#show();
    this.dialog.querySelector(".wrong :is(input, select, textarea)")?.focus();
  }

  // The form is done with: sent, or put away.
  forget() {
    if (this.form) sessionStorage.removeItem(key(this.form));
    sessionStorage.removeItem(closed);
    this.dialog.innerHTML = "";
    if (this.dialog.open) this.dialog.close();
    this.bar.hidden = true;
  }

  #show() {
    sessionStorage.removeItem(closed);
    this.bar.hidden = true;
    if (!this.dialog.open) this.dialog.showModal();
    this.form.querySelector(".fields :is(input, select, textarea)")?.focus();
  }

  #closed() {
    if (!this.form) return;
    sessionStorage.setItem(closed, this.form.dataset.code);
    this.bar.querySelector("strong").textContent = this.form.querySelector("h2").textContent;
    this.bar.hidden = false;
  }

  #remember() {
    if (this.form) sessionStorage.setItem(key(this.form), JSON.stringify(values(this.form)));
  }

  #restore() {
    const kept = sessionStorage.getItem(key(this.form));
    if (kept) fill(this.form, JSON.parse(kept));
  }

  async #submit(event) {
    event.preventDefault();
    const button = this.form.querySelector("[type=submit]");
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    const { code, source } = this.form.dataset;
    await this.ask({ do: "submit", code, source, values: values(this.form) });
    button.removeAttribute("aria-disabled");
  }
}
