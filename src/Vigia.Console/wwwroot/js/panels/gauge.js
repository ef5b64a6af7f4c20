// Gauges: an arc from the field's minimum to its maximum, thresholds around it.
import { h, svg } from "../dom.js";
import { color, onThemeChange, readable, thresholdSteps } from "../color.js";
import { cells, joined, onSize, reducedValues, share } from "./values.js";
import { formatText } from "../format.js";

const START = -210,
  SWEEP = 240;

function arc(radius, from, to) {
  const at = (part) => {
    const angle = ((START + SWEEP * part) * Math.PI) / 180;
    return `${(50 + radius * Math.cos(angle)).toFixed(3)} ${(50 + radius * Math.sin(angle)).toFixed(3)}`;
  };
  return `M${at(from)}A${radius} ${radius} 0 ${(to - from) * SWEEP > 180 ? 1 : 0} 1 ${at(to)}`;
}

export class GaugePanel {
  #answer = null;

  constructor(element, context) {
    this.context = context;
    this.root = h("div.gauges");
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
      { clientWidth: width, clientHeight: height } = this.root;
    const { columns, rows } = cells(
      values.length,
      width,
      height,
      1.15,
      options.orientation === "auto"
        ? "auto"
        : options.orientation === "horizontal"
          ? "vertical"
          : options.orientation === "vertical"
            ? "horizontal"
            : "auto",
    );
    this.root.style.gridTemplateColumns = `repeat(${columns}, minmax(0, 1fr))`;
    this.root.style.gridTemplateRows = `repeat(${rows}, minmax(0, 1fr))`;
    this.root.replaceChildren(...values.map((one) => this.#gauge(one, options, values.length > 1)));
  }

  #gauge(one, options, named) {
    const { min, max, shown } = one,
      part = share(one.value, min, max),
      own = shown.color ?? color("--accent"),
      steps = thresholdSteps(one.field.config?.thresholds, min, max);
    const band =
      options.showThresholdMarkers !== false && steps.length > 1
        ? steps.map((step, index) => {
            const from = share(step.value === -Infinity ? min : step.value, min, max),
              to = share(steps[index + 1]?.value ?? max, min, max);
            return to > from ? svg("path", { d: arc(47, from, to), fill: "none", stroke: color(step.color), "stroke-width": 2 }) : null;
          })
        : [];
    const written = shown.prefix + shown.text,
      unit = shown.suffix.trim(),
      size = Math.min(20, 62 / Math.max(3, written.length * 0.62 + unit.length * 0.36));
    const unitOf = one.field.config?.unit,
      mark = (value, part0) =>
        svg("text", { x: part0 === 0 ? 12 : 88, y: 86, "text-anchor": "middle", class: "gauge-mark" }, formatText(value, unitOf, null));
    return h(
      "div.gauge",
      { role: "img", "aria-label": `${one.name}: ${joined(shown)}` },
      svg(
        "svg",
        { viewBox: "0 0 100 88", "aria-hidden": "true" },
        svg("path", { d: arc(41, 0, 1), fill: "none", class: "gauge-track", "stroke-width": 8 }),
        part > 0 ? svg("path", { d: arc(41, 0, part), fill: "none", stroke: own, "stroke-width": 8 }) : null,
        band,
        svg(
          "text",
          {
            x: 50,
            y: 56,
            "text-anchor": "middle",
            class: "gauge-value",
            style: { "font-size": `${size}px`, fill: shown.color ? readable(own, 3) : color("--ink") },
          },
          written,
          unit ? svg("tspan", { dx: 1.5, class: "gauge-unit", style: { "font-size": `${size * 0.55}px` } }, unit) : "",
        ),
        options.showThresholdLabels ? [mark(min, 0), mark(max, 1)] : [],
      ),
      named || options.showName ? h("div.gauge-name", { title: one.name }, one.name) : null,
    );
  }
}
