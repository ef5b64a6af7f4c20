// A sparkline: one line and the area below it, without axes.
import { svg } from "./dom.js";
import { color } from "./color.js";
import { numbers } from "./frames.js";

/**
 * Draws values (numbers, nulls are gaps) into the element, replacing what it holds. options: times (else evenly spaced), from and to,
 * color (token or CSS), min and max of the scale, fill (opacity of the area, 0.12), label for who listens (else it is decoration).
 */
export function drawSpark(element, values, options = {}) {
  const column = numbers(values),
    times = options.times ?? Float64Array.from(column, (_, index) => index);
  const from = options.from ?? times[0] ?? 0,
    to = options.to ?? times[times.length - 1] ?? 1,
    stroke = options.color ?? "--s1";
  let min = options.min ?? Infinity,
    max = options.max ?? -Infinity;
  for (const value of column) if (Number.isFinite(value)) [min, max] = [options.min ?? Math.min(min, value), options.max ?? Math.max(max, value)];
  if (!(max > min)) [min, max] = Number.isFinite(min) ? [min - 1, min + 1] : [0, 1];
  const x = (index) => (to > from ? ((times[index] - from) / (to - from)) * 1000 : 500),
    y = (value) => 97 - ((value - min) / (max - min)) * 94;
  const runs = [];
  let run = null;
  for (let i = 0; i < column.length; i++) {
    if (!Number.isFinite(column[i])) run = null;
    else {
      if (!run) runs.push((run = []));
      run.push(`${x(i).toFixed(1)},${y(column[i]).toFixed(2)}`);
      run.last = x(i);
      run.first ??= x(i);
    }
  }
  const paint = stroke.startsWith("--") ? `var(${stroke})` : color(stroke),
    line = runs.map((points) => `M${points.join("L")}${points.length === 1 ? "h2" : ""}`).join("");
  const area = runs.map((points) => `M${points.first},100L${points.join("L")}L${points.last},100Z`).join("");
  element.replaceChildren(
    svg(
      "svg",
      {
        class: "spark-svg",
        viewBox: "0 0 1000 100",
        preserveAspectRatio: "none",
        role: options.label ? "img" : null,
        "aria-label": options.label,
        "aria-hidden": options.label ? null : "true",
      },
      (options.fill ?? 0.12) > 0 ? svg("path", { d: area, style: { fill: paint }, "fill-opacity": options.fill ?? 0.12 }) : null,
      svg("path", {
        d: line,
        style: { stroke: paint },
        fill: "none",
        "stroke-width": options.width ?? 1.6,
        "stroke-linejoin": "round",
        "stroke-linecap": "round",
        "vector-effect": "non-scaling-stroke",
      }),
    ),
  );
}
