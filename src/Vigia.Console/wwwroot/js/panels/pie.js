// Shares of a whole, as a pie or a ring, with the values in the legend.
import { h, svg } from "../dom.js";
import { fieldColor, inkOn, onThemeChange } from "../color.js";
import { fixed } from "../format.js";
import { numberOf } from "../reduce.js";
import { isPortuguese, text } from "../strings.js";
import { joined, onSize, reducedValues } from "./values.js";

const percent = (part) => `${fixed(part * 100, part >= 0.0995 || part === 0 ? 0 : 1)}${isPortuguese() ? " %" : "%"}`;

export class PiePanel {
  #answer = null;
  #hidden = new Set();

  constructor(element, context) {
    this.context = context;
    this.root = h("div.pie");
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
      legend = options.legend ?? {};
    const slices = reducedValues(this.#answer, this.context.zone)
      .map((one) => ({ ...one, size: Math.max(0, numberOf(one.value)) || 0, color: one.shown.color ?? fieldColor(one.field.config, one.index) }))
      .sort((a, b) => b.size - a.size);
    const shown = slices.filter((one) => !this.#hidden.has(one.name)),
      total = shown.reduce((sum, one) => sum + one.size, 0);
    const visible = legend.showLegend !== false && legend.displayMode !== "hidden",
      wanted = legend.placement === "right" && this.root.clientWidth < 300 ? "bottom" : legend.placement;
    this.root.classList.toggle("right", visible && wanted === "right");
    this.root.replaceChildren(this.#figure(shown, total, options), visible ? this.#legend(slices, total, legend) : "");
  }

  #figure(slices, total, options) {
    const ring = options.pieType === "donut",
      inner = ring ? 31 : 0,
      labels = options.displayLabels ?? [],
      nodes = [],
      words = [];
    let at = 0;
    for (const one of slices) {
      const part = total > 0 ? one.size / total : 0,
        from = at,
        to = (at += part);
      if (part <= 0) continue;
      const point = (share, radius) => {
        const angle = (share * 2 - 0.5) * Math.PI;
        return `${(50 + radius * Math.cos(angle)).toFixed(3)} ${(50 + radius * Math.sin(angle)).toFixed(3)}`;
      };
      const whole = part > 0.9999,
        large = part > 0.5 ? 1 : 0,
        end = whole ? from + 0.99999 : to;
      const path = `M${point(from, 48)}A48 48 0 ${whole ? 1 : large} 1 ${point(end, 48)}L${point(end, inner)}${inner ? `A${inner} ${inner} 0 ${whole ? 1 : large} 0 ${point(from, inner)}` : ""}Z`;
      nodes.push(
        svg(
          whole && !inner ? "circle" : "path",
          { ...(whole && !inner ? { cx: 50, cy: 50, r: 48 } : { d: path }), fill: one.color, class: whole ? "pie-whole" : "pie-slice" },
          svg("title", null, `${one.name}: ${joined(one.shown)} (${percent(part)})`),
        ),
      );
      if (labels.length > 0 && part > 0.06) {
        const [x, y] = point((from + to) / 2, ring ? 39.5 : whole ? 0 : 31).split(" "),
          written = labels.map((label) => (label === "name" ? one.name : label === "percent" ? percent(part) : joined(one.shown)));
        written.forEach((word, index) =>
          words.push(
            svg(
              "text",
              { x, y: Number(y) + 2 + (index - (written.length - 1) / 2) * 6, "text-anchor": "middle", class: "pie-label", fill: inkOn(one.color) },
              word,
            ),
          ),
        );
      }
    }
    return h(
      "div.pie-figure",
      {
        role: "img",
        "aria-label": slices
          .slice(0, 8)
          .map((one) => `${one.name}: ${joined(one.shown)} (${percent(total > 0 ? one.size / total : 0)})`)
          .join(", "),
      },
      svg("svg", { viewBox: "0 0 100 100", "aria-hidden": "true" }, nodes, words),
    );
  }

  #legend(slices, total, legend) {
    const columns = legend.values?.length ? legend.values : ["value", "percent"];
    return h(
      "div.legend.pie-legend",
      { role: "group", "aria-label": text("legend") },
      slices.map((one) =>
        h(
          "button",
          { type: "button", "aria-pressed": String(!this.#hidden.has(one.name)), title: one.name, onclick: () => this.#toggle(one.name) },
          h("i.swatch.square", { style: { background: one.color } }),
          h("span", null, one.name),
          columns.includes("value") ? h("b", null, joined(one.shown)) : null,
          columns.includes("percent") ? h("small", null, this.#hidden.has(one.name) ? "–" : percent(total > 0 ? one.size / total : 0)) : null,
        ),
      ),
    );
  }

  #toggle(name) {
    if (!this.#hidden.delete(name)) this.#hidden.add(name);
    this.#layout();
    [...this.root.querySelectorAll("button")].find((button) => button.title === name)?.focus();
  }
}
