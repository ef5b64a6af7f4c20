// Figures: a value each, with a trend behind it.
import { h, anchor } from "../dom.js";
import { color, inkOn, onThemeChange, readable } from "../color.js";
import { drawSpark } from "../spark.js";
import { cells, joined, onSize, reducedValues } from "./values.js";
import { fixed } from "../format.js";
import { isPortuguese } from "../strings.js";
import { reduce, numberOf } from "../reduce.js";

export class StatPanel {
  #answer = null;

  constructor(element, context) {
    this.context = context;
    this.root = h("div.stats");
    element.append(this.root);
    const undo = [onSize(this.root, () => this.#layout()), onThemeChange(() => this.#layout())];
    this.dispose = () => {
      undo.forEach((one) => one());
      this.root.remove();
    };
  }

  draw(answer) {
    this.#answer = answer;
    this.#layout();
  }

  #layout() {
    if (!this.#answer) return;
    const options = this.#answer.options ?? {},
      values = reducedValues(this.#answer, this.context.zone),
      { clientWidth: width, clientHeight: height } = this.root,
      gap = 8;
    if (width < 10 || height < 10) return;
    const { columns, rows } = cells(values.length, width, height, 2.2, options.orientation),
      wide = (width - gap * (columns - 1)) / columns,
      tall = (height - gap * (rows - 1)) / rows;
    this.root.style.gridTemplateColumns = `repeat(${columns}, minmax(0, 1fr))`;
    this.root.style.gridTemplateRows = `repeat(${rows}, minmax(0, 1fr))`;
    const mode = options.textMode ?? "auto",
      named = mode === "name" || mode === "value_and_name" || (mode === "auto" && values.length > 1),
      figures = mode !== "name" && mode !== "none";
    // One point makes no line: its value stands in the middle, as without a graph.
    const graph = options.graphMode !== "none" && tall > 64 && values.some((one) => one.time?.values.length > 1);
    const longest = Math.max(1, ...values.map(({ shown }) => shown.prefix.length + shown.text.length + shown.suffix.length * 0.6)),
      nameRoom = named ? 18 : 0;
    // All cells in one size, or the eye reads size as meaning.
    const size = Math.floor(
      Math.max(13, Math.min(options.text?.valueSize || 44, (wide - 20) / (longest * 0.64), (tall - nameRoom) * (graph ? 0.42 : 0.62))),
    );
    this.root.replaceChildren(...values.map((one) => this.#cell(one, options, { named, figures, graph, size })));
  }

  #cell(one, options, { named, figures, graph, size }) {
    const mode = options.colorMode ?? "value",
      own = one.shown.color ?? color(one.field.config?.color ?? "--ink"),
      filled = (mode === "background" || mode === "background_solid") && one.shown.color;
    const ink = filled ? inkOn(own) : mode === "value" && one.shown.color ? readable(own, size >= 24 ? 3 : 4.5) : color("--ink"),
      link = one.field.config?.links?.[0];
    const figure = [
      one.shown.prefix ? h("small", null, one.shown.prefix) : "",
      one.shown.text,
      one.shown.suffix ? h("small", null, one.shown.suffix.trim()) : "",
    ];
    const cell = h(
      "div.stat",
      {
        class: `${filled ? "filled" : ""} ${options.justifyMode === "center" || (options.justifyMode !== "left" && !graph) ? "center" : ""}`,
        style: filled ? { background: own, color: ink } : {},
        title: `${one.name} ${joined(one.shown)}`.trim(),
      },
      named ? h("div.stat-name", null, one.name) : null,
      figures ? h("div.stat-value", { style: { "font-size": `${size}px`, color: ink } }, link ? anchor(link, ...figure) : figure) : null,
      options.showPercentChange ? this.#change(one) : null,
    );
    if (graph && one.time?.values.length > 1) {
      const holder = h("div.stat-spark");
      drawSpark(holder, one.field.values, {
        times: one.time.values,
        from: this.#answer.from,
        to: this.#answer.to,
        color: filled ? ink : (one.shown.color ?? one.field.config?.color ?? "--s1"),
        min: one.field.config?.min ?? undefined,
        max: one.field.config?.max ?? undefined,
        fill: filled ? 0.2 : 0.12,
      });
      cell.append(holder);
    }
    return cell;
  }

  #change(one) {
    const change = numberOf(reduce(one.field.values, "diffperc"));
    if (!Number.isFinite(change)) return null;
    return h(
      "div.stat-change",
      null,
      `${change > 0 ? "▲" : change < 0 ? "▼" : "="} ${fixed(Math.abs(change) * 100, 1)}${isPortuguese() ? " %" : "%"}`,
    );
  }
}
