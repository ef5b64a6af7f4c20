// A heat map: buckets over time, painted cell by cell below the axes.
import { h } from "./dom.js";
import { onThemeChange, scaleColor } from "./color.js";
import { displayOf, formatText } from "./format.js";
import { nearestIndex, timeSeries } from "./frames.js";
import { Plot } from "./plot.js";
import { text } from "./strings.js";
import { timeText } from "./time.js";

const MAX_BUCKETS = 200;

/** options as TimeChart's. Each number field of the answer is a bucket, named by its upper bound (le) or display name. */
export class Heatmap {
  #answer = null;
  #undo;

  constructor(element, options = {}) {
    this.options = options;
    this.root = h("div.chart");
    this.body = h("div.chart-body");
    this.key = h("div.heat-key");
    this.root.append(this.body, this.key);
    element.append(this.root);
    this.plot = new Plot(this.body, { ...options, onResize: () => this.#redraw(), onTheme: () => {} });
    this.#undo = onThemeChange(() => this.#redraw());
  }

  async draw(answer) {
    this.#answer = answer;
    await this.#redraw();
  }

  dispose() {
    this.#undo();
    this.plot.dispose();
    this.root.remove();
  }

  async #redraw() {
    const answer = this.#answer;
    if (!answer) return;
    const { times, series } = timeSeries(answer),
      options = answer.options ?? {},
      unit = options.yAxis?.unit;
    const bound = (one) => {
      const le = one.labels.le ?? one.name;
      return /^[+-]?Inf/.test(le) ? Infinity : Number(le);
    };
    let buckets = series.slice(0, MAX_BUCKETS);
    if (buckets.every((one) => !Number.isNaN(bound(one)))) buckets = [...buckets].sort((a, b) => bound(a) - bound(b));
    let low = Infinity,
      high = 0;
    for (const one of buckets)
      for (const value of one.values) if (value > 0 && value !== Infinity) [low, high] = [Math.min(low, value), Math.max(high, value)];
    if (options.yAxis?.reverse) buckets.reverse();
    const names = buckets.map((one) => (Number.isNaN(bound(one)) || !unit ? one.name : bound(one) === Infinity ? "∞" : formatText(bound(one), unit)));
    const scheme = scaleOf(options.color),
      exponent = options.color?.mode === "scheme" && options.color?.scale !== "exponential" ? 1 : (options.color?.exponent ?? 0.5);
    const share = (value) => Math.max(0.06, (high > 0 ? value / high : 0) ** exponent),
      count = buckets.length,
      step = answer.step || (times.length > 1 ? times[1] - times[0] : 60000);
    const height = Math.max(60, (this.body.clientHeight || 200) - 30),
      every = Math.max(1, Math.ceil(count / Math.max(2, Math.floor(height / 22))));
    const rows = Array.from({ length: count }, (_, index) => index + 0.5).filter((_, index) => index % every === 0);
    const display = displayOf({ type: "number", config: { unit: options.cellValues?.unit, decimals: options.cellValues?.decimals ?? null } });
    await this.plot.draw({
      from: answer.from,
      to: answer.to,
      step,
      times,
      axes: [{ type: "value", min: 0, max: Math.max(1, count), values: rows, text: (value) => names[Math.floor(value)] ?? "", lines: false }, null],
      series: [],
      annotations: answer.annotations,
      exemplars: [],
      label: text(
        "heatmap.summary",
        this.options.title || answer.panel?.title || text("chart.unnamed"),
        count,
        timeText(answer.from, this.options.zone),
        timeText(answer.to, this.options.zone),
      ),
      paint: (context, area) => {
        const gap = area.height / Math.max(1, count) > 6 ? 1 : 0,
          cell = Math.max(1, (step / (answer.to - answer.from)) * area.width - (area.width / Math.max(1, times.length) > 5 ? 1 : 0));
        for (let row = 0; row < count; row++) {
          const top = area.y(row + 1),
            tall = Math.max(1, area.y(row) - top - gap),
            { values } = buckets[row];
          for (let i = 0; i < times.length; i++) {
            if (!(values[i] > 0)) continue;
            // A point at t counts what came in the step before it.
            const left = area.x(times[i] - step);
            if (left + cell < area.left || left > area.left + area.width) continue;
            context.fillStyle = scaleColor(scheme, share(values[i]));
            const from = Math.max(left, area.left);
            context.fillRect(from, top, Math.max(0.5, Math.min(left + cell, area.left + area.width) - from), tall);
          }
        }
      },
      at: (time, x, y) => {
        const index = nearestIndex(times, time + step / 2);
        if (index < 0 || y === null) return null;
        const { top, height: tall } = this.plot.geometry,
          row = Math.min(count - 1, Math.max(0, Math.floor((1 - (y - top) / tall) * count))),
          value = buckets[row]?.values[index];
        return {
          time: times[index],
          rows:
            value === undefined || Number.isNaN(value)
              ? []
              : [
                  {
                    name: names[row],
                    value: display(value).text + display(value).suffix,
                    color: value > 0 ? scaleColor(scheme, share(value)) : null,
                  },
                ],
        };
      },
    });
    this.#drawKey(scheme, Number.isFinite(low) ? low : 0, high, exponent, display);
  }

  #drawKey(scheme, low, high, exponent, display) {
    this.key.hidden = this.#answer.options?.legend?.show === false || high === 0;
    const swatches = Array.from({ length: 12 }, (_, index) =>
      h("i", { style: { background: scaleColor(scheme, ((index + 0.5) / 12) ** exponent) } }),
    );
    const written = (value) => {
      const shown = display(value);
      return shown.text + shown.suffix;
    };
    this.key.replaceChildren(h("span", null, written(low)), h("div", null, swatches), h("span", null, written(high)));
  }
}

// Grafana's names of d3 scales to ours; a single colour grows out of the card.
function scaleOf(settings) {
  const scheme = settings?.scheme ?? "Blues";
  const known = {
    Blues: "continuous-blues",
    Greens: "continuous-greens",
    Reds: "continuous-reds",
    Purples: "continuous-purples",
    Oranges: "continuous-oranges",
    Viridis: "continuous-viridis",
    Magma: "continuous-magma",
    Plasma: "continuous-plasma",
    Inferno: "continuous-inferno",
    Cividis: "continuous-cividis",
    RdYlGn: "continuous-RdYlGr",
    Spectral: "continuous-RdYlGr",
    YlOrRd: "continuous-oranges",
  };
  return settings?.mode === "opacity" ? "continuous-blues" : (known[scheme] ?? "continuous-blues");
}
