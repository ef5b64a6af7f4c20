// Rows and columns: only the rows in sight are in the page, so that ten thousand scroll as ten do.
import { h, anchor } from "../dom.js";
import { color, inkOn, mix, onThemeChange, readable } from "../color.js";
import { displayOf } from "../format.js";
import { fieldName } from "../frames.js";
import { calcTitle, numberOf, reduce } from "../reduce.js";
import { text } from "../strings.js";
import { joined, rangeOf, share } from "./values.js";

const ROW = 33,
  SPARE = 8,
  SAMPLE = 60,
  LETTER = 7.6;

export class TablePanel {
  #answer = null;
  #sort = null;
  #frame = 0;
  #first = -1;

  constructor(element, context) {
    this.context = context;
    this.scroller = h("div.scroll.panel-rows", { tabindex: "0", onscroll: () => this.#rows() });
    this.picker = h("select.input.table-picker", {
      hidden: true,
      "aria-label": text("table.frame"),
      onchange: () => {
        this.#frame = Number(this.picker.value);
        this.#build();
      },
    });
    this.root = h("div.table-panel", null, this.picker, this.scroller);
    element.append(this.root);
    const observer = new ResizeObserver(() => this.#answer && this.#build());
    observer.observe(this.scroller);
    const undo = onThemeChange(() => this.#answer && this.#build());
    this.dispose = () => {
      observer.disconnect();
      undo();
      this.root.remove();
    };
  }

  draw(answer) {
    const first = this.#answer === null;
    this.#answer = answer;
    const frames = answer.frames;
    this.#frame = Math.min(this.#frame, frames.length - 1);
    this.picker.hidden = frames.length < 2;
    this.picker.replaceChildren(
      ...frames.map((frame, index) => h("option", { value: index, selected: index === this.#frame }, frame.name || frame.refId || String(index + 1))),
    );
    const wanted = answer.options?.sortBy?.[0];
    if (first && wanted) {
      const column = frames[this.#frame].fields.findIndex((field) => fieldName(field) === wanted.displayName || field.name === wanted.displayName);
      if (column >= 0) this.#sort = { column, down: !!wanted.desc };
    }
    this.#build();
  }

  #build() {
    const frame = this.#answer.frames[this.#frame],
      options = this.#answer.options ?? {},
      fields = frame.fields.filter((field) => !field.config?.custom?.hideFrom?.viz && !field.config?.custom?.hidden);
    this.columns = fields.map((field) => {
      const range = rangeOf(field),
        cell = field.config?.custom?.cellOptions ?? {},
        align = field.config?.custom?.align;
      return {
        field,
        name: fieldName(field),
        range,
        display: displayOf(field, { zone: this.context.zone, range }),
        cell: cell.type ?? field.config?.custom?.displayMode ?? "auto",
        align: !align || align === "auto" ? (field.type === "number" ? "n" : "") : align === "right" ? "n" : align === "center" ? "c" : "",
      };
    });
    const length = Math.max(0, ...fields.map((field) => field.values.length));
    this.order = Array.from({ length }, (_, index) => index);
    this.#sortRows(fields);
    const widths = this.#widths(),
      total = widths.reduce((sum, width) => sum + width, 0);
    this.body = h("tbody");
    const foot = options.footer?.show ? this.#foot(options.footer) : null;
    this.scroller.replaceChildren(
      h(
        "table.table.panel-table",
        { "aria-rowcount": length + 1, style: { width: `max(100%, ${total}px)` } },
        h(
          "colgroup",
          null,
          widths.map((width) => h("col", { style: { width: `${width}px` } })),
        ),
        options.showHeader === false
          ? null
          : h(
              "thead",
              null,
              h(
                "tr",
                null,
                this.columns.map((column, index) => this.#head(column, index)),
              ),
            ),
        this.body,
        foot,
      ),
    );
    this.#first = -1;
    this.#rows();
  }

  #head(column, index) {
    const on = this.#sort?.column === index;
    return h(
      "th",
      { scope: "col", class: column.align, "aria-sort": on ? (this.#sort.down ? "descending" : "ascending") : "none" },
      h(
        "button",
        { type: "button", title: text("table.sort", column.name), onclick: () => this.#sortBy(index) },
        h("span", null, column.name),
        on ? h("i", { "aria-hidden": "true" }, this.#sort.down ? "↓" : "↑") : null,
      ),
    );
  }

  #sortBy(column) {
    this.#sort = this.#sort?.column !== column ? { column, down: false } : this.#sort.down ? null : { column, down: true };
    this.#build();
    this.scroller.querySelectorAll("th button")[column]?.focus();
  }

  #sortRows(fields) {
    if (!this.#sort || !fields[this.#sort.column]) return;
    const { values, type } = fields[this.#sort.column],
      order = this.#sort.down ? -1 : 1;
    // What has no value stands last, whichever way.
    if (type === "number" || type === "time") {
      const keys = Float64Array.from(values, numberOf);
      this.order.sort((a, b) =>
        Number.isNaN(keys[a]) ? (Number.isNaN(keys[b]) ? a - b : 1) : Number.isNaN(keys[b]) ? -1 : order * (keys[a] - keys[b]) || a - b,
      );
    } else {
      const collator = new Intl.Collator(document.documentElement.lang || "en", { numeric: true }),
        missing = (value) => value === null || value === undefined || value === "";
      this.order.sort((a, b) =>
        missing(values[a])
          ? missing(values[b])
            ? a - b
            : 1
          : missing(values[b])
            ? -1
            : order * collator.compare(String(values[a]), String(values[b])) || a - b,
      );
    }
  }

  // As wide as the longest of the first rows; the columns without a width of their own share what is left over.
  #widths() {
    const room = Math.max(0, this.scroller.clientWidth - 2),
      own = this.columns.map(({ field }) => field.config?.custom?.width || 0);
    const wanted = this.columns.map((column, index) => {
      if (own[index]) return own[index];
      let letters = column.name.length + 4;
      for (let row = 0; row < Math.min(SAMPLE, column.field.values.length); row++)
        letters = Math.max(letters, joined(column.display(column.field.values[row])).length);
      return Math.max(least(column), Math.min(420, letters * LETTER + 22));
    });
    const total = wanted.reduce((sum, width) => sum + width, 0),
      free = wanted.filter((_, index) => !own[index]).reduce((sum, width) => sum + width, 0);
    return total >= room || free === 0 ? wanted : wanted.map((width, index) => (own[index] ? width : width + ((room - total) * width) / free));
  }

  #rows() {
    if (!this.body) return;
    const { scrollTop, clientHeight } = this.scroller,
      count = this.order.length,
      first = Math.max(0, Math.floor(scrollTop / ROW) - SPARE),
      last = Math.min(count, Math.ceil((scrollTop + clientHeight) / ROW) + SPARE);
    if (first === this.#first && this.body.childElementCount > 0) return;
    this.#first = first;
    const spacer = (rows) =>
      rows > 0 ? [h("tr.spacer", { "aria-hidden": "true" }, h("td", { colspan: this.columns.length, style: { height: `${rows * ROW}px` } }))] : [];
    const rows = [];
    for (let at = first; at < last; at++)
      rows.push(
        h(
          "tr",
          { "aria-rowindex": at + 2 },
          this.columns.map((column) => this.#cell(column, this.order[at])),
        ),
      );
    this.body.replaceChildren(...spacer(first), ...rows, ...spacer(count - last));
  }

  #cell(column, row) {
    const value = column.field.values[row],
      shown = column.display(value),
      written = joined(shown),
      link = column.field.config?.links?.[0],
      type = column.cell;
    const inner = link ? anchor({ ...link, url: this.#address(link.url, column, row, value, written) }, written) : written;
    if (type.startsWith("color-background") && shown.color)
      return h("td", { class: column.align, title: written, style: { background: shown.color, color: inkOn(shown.color) } }, inner);
    if (type === "color-text" && shown.color) return h("td", { class: column.align, title: written, style: { color: readable(shown.color) } }, inner);
    if (/gauge/.test(type) && !Number.isNaN(shown.number)) {
      const own = shown.color ?? color("--accent");
      return h(
        "td.cell-gauge",
        { title: written },
        h(
          "div",
          null,
          h(
            "i",
            null,
            h("u", {
              style: { width: `${(share(value, column.range.min, column.range.max) * 100).toFixed(1)}%`, background: mix(own, "--surface", 0.1) },
            }),
          ),
          h("span", null, inner),
        ),
      );
    }
    return h("td", { class: `${column.align}${type === "json-view" ? " mono" : ""}`, title: written }, inner);
  }

  // ${__value.raw}, ${__value.text} and ${__data.fields.NAME} of a link, as Grafana writes them.
  #address(url, column, row, value, written) {
    return String(url ?? "").replace(/\$\{__(value|data)\.([^}]*)\}/g, (all, kind, path) => {
      if (kind === "value") return encodeURIComponent(path === "text" ? written : String(value ?? ""));
      const name = path
          .replace(/^fields/, "")
          .replace(/^\.|^\["?|"?\]$/g, "")
          .replace(/\.(text|numeric)$/, ""),
        other = this.columns.find((one) => one.name === name || one.field.name === name) ?? this.columns[Number(name)];
      return other ? encodeURIComponent(String(other.field.values[row] ?? "")) : all;
    });
  }

  #foot({ reducer = ["sum"], fields = [] }) {
    const calc = reducer[0] ?? "sum";
    return h(
      "tfoot",
      null,
      h(
        "tr",
        null,
        this.columns.map((column, index) => {
          const counts =
            column.field.type === "number" && (fields.length === 0 || fields.includes(column.field.name) || fields.includes(column.name));
          return h(
            "td",
            { class: column.align },
            counts ? joined(column.display(reduce(column.field.values, calc))) : index === 0 ? calcTitle(calc) : "",
          );
        }),
      ),
    );
  }
}

const least = (column) => (/gauge/.test(column.cell) ? 170 : column.field.type === "number" ? 76 : 96);
