// A legend of buttons: a click leaves one series alone, with Ctrl or ⌘ it adds or takes one.
import { h } from "./dom.js";
import { text } from "./strings.js";
import { calcTitle } from "./reduce.js";

const MAX_ENTRIES = 60; // more are one press away: a wall of names hides the plot
const OF_MANY = 24; // shown of more than that: as many as there is room for without scrolling

export class Legend {
  #sort = null;
  #all = false;

  /** onToggle(hidden: Set of names) is called after each change. */
  constructor(onToggle) {
    this.hidden = new Set();
    this.onToggle = onToggle;
    this.root = h("div.legend", { role: "group", "aria-label": text("legend") });
  }

  /** entries: [{ name, color, values: [text], numbers: [number] }]; options: { displayMode, placement, calcs, width }. */
  draw(entries, options) {
    this.entries = entries;
    this.options = options;
    const table = options.displayMode === "table" && entries.length > 0;
    this.root.classList.toggle("table-mode", table);
    this.root.classList.toggle("right", options.placement === "right");
    this.root.style.setProperty("--legend-width", options.width ? `${options.width}px` : "");
    const focused = this.root.contains(document.activeElement) ? document.activeElement.dataset?.name : undefined;
    const shown = this.#all ? this.#sorted() : this.#sorted().slice(0, entries.length > MAX_ENTRIES ? OF_MANY : MAX_ENTRIES);
    const more =
      shown.length < entries.length
        ? h("button.link", { type: "button", onclick: () => this.#showAll() }, text("legend.more", entries.length))
        : null;
    this.root.replaceChildren(...(table ? [this.#table(shown)] : shown.map((entry) => this.#button(entry, true))), ...(more ? [more] : []));
    if (focused !== undefined) [...this.root.querySelectorAll("button[data-name]")].find((button) => button.dataset.name === focused)?.focus();
  }

  #showAll() {
    this.#all = true;
    this.draw(this.entries, this.options);
  }

  #sorted() {
    if (!this.#sort) return this.entries;
    const { column, down } = this.#sort,
      order = down ? -1 : 1;
    const key = (entry) => (column < 0 ? entry.name : (entry.numbers[column] ?? NaN));
    return [...this.entries].sort((a, b) => {
      const left = key(a),
        right = key(b);
      if (typeof left === "string") return order * left.localeCompare(right);
      return Number.isNaN(left) ? 1 : Number.isNaN(right) ? -1 : order * (left - right);
    });
  }

  #button(entry, withValues) {
    return h(
      "button",
      {
        type: "button",
        "data-name": entry.name,
        "aria-pressed": String(!this.hidden.has(entry.name)),
        title: entry.name,
        onclick: (event) => this.#toggle(entry.name, event.ctrlKey || event.metaKey || event.shiftKey),
      },
      h("i.swatch", { style: { background: entry.color } }),
      h("span", null, entry.name),
      withValues ? entry.values.map((value, index) => h("small", null, `${calcTitle(this.options.calcs[index])}: `, h("b", null, value))) : null,
    );
  }

  #table(entries) {
    const calcs = this.options.calcs ?? [];
    const head = (title, column) => {
      const on = this.#sort?.column === column;
      return h(
        "th",
        { scope: "col", class: column < 0 ? "" : "n", "aria-sort": on ? (this.#sort.down ? "descending" : "ascending") : "none" },
        h("button", { type: "button", onclick: () => this.#sortBy(column) }, title, on ? (this.#sort.down ? " ↓" : " ↑") : ""),
      );
    };
    return h(
      "table",
      null,
      h(
        "thead",
        null,
        h(
          "tr",
          null,
          head(text("legend.name"), -1),
          calcs.map((calc, index) => head(calcTitle(calc), index)),
        ),
      ),
      h(
        "tbody",
        null,
        entries.map((entry) =>
          h(
            "tr",
            null,
            h("td", null, this.#button(entry, false)),
            entry.values.map((value) => h("td.n", null, value)),
          ),
        ),
      ),
    );
  }

  #sortBy(column) {
    this.#sort =
      this.#sort?.column !== column ? { column, down: column >= 0 } : this.#sort.down === column >= 0 ? { column, down: column < 0 } : null;
    this.draw(this.entries, this.options);
  }

  #toggle(name, add) {
    const all = this.entries.map((entry) => entry.name),
      alone = all.every((other) => this.hidden.has(other) !== (other === name));
    if (add) {
      if (!this.hidden.delete(name)) this.hidden.add(name);
      if (all.every((other) => this.hidden.has(other))) this.hidden.clear();
    } else if (alone) this.hidden.clear();
    else this.hidden = new Set(all.filter((other) => other !== name));
    this.draw(this.entries, this.options);
    this.onToggle(this.hidden);
  }
}
