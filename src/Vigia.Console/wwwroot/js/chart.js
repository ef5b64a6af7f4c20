// The one chart of series over time, used by dashboards, Explore and the pages.
import { h } from "./dom.js";
import { fieldColor, onThemeChange, thresholdSteps, withAlpha } from "./color.js";
import { displayOf } from "./format.js";
import { bridged, nearestIndex, timeSeries } from "./frames.js";
import { Legend } from "./legend.js";
import { Plot } from "./plot.js";
import { reduce, keepsUnit } from "./reduce.js";
import { axisOf, placeAxes } from "./scale.js";
import { text } from "./strings.js";
import { timeText } from "./time.js";

const MAX_TABLE_COLUMNS = 20,
  MAX_SPOKEN = 5,
  CROWD = 40; // more lines than a crowd are drawn thin

/**
 * options: zone, title, crosshair (Crosshair), onZoom(from, to), onZoomOut(), traceUrl(id) or null, echartsUrl, legend and tooltip
 * (defaults under an answer's own options). The element needs a height; everything else follows it.
 */
export class TimeChart {
  #answer = null;
  #data = null;
  #undo;

  constructor(element, options = {}) {
    this.options = options;
    this.legend = new Legend(() => this.#redraw());
    this.body = h("div.chart-body");
    this.switch = h("button.chart-switch.btn.small", { type: "button", onclick: () => this.showTable(!this.tableShown) }, text("chart.table"));
    this.table = h("div.chart-table.scroll", { hidden: true, tabindex: "0" });
    this.root = h("div.chart", null, this.body, this.table, this.legend.root, this.switch);
    element.append(this.root);
    this.plot = new Plot(this.body, { ...options, onResize: () => this.#redraw(), onTheme: () => {} });
    this.#undo = onThemeChange(() => this.#answer && this.draw(this.#answer));
    this.tableShown = false;
  }

  /** Draws an answer of the contract; resolves when drawn. What is hidden in the legend stays hidden. */
  async draw(answer) {
    this.#answer = answer;
    this.#data = timeSeries(answer);
    this.#data.series = this.#data.series.filter((one) => !one.custom.hideFrom?.viz);
    for (const one of this.#data.series) this.#prepare(one);
    this.#legend();
    if (this.tableShown) this.#fillTable();
    await this.#redraw();
  }

  /** Shows the values as a table in place of the drawing, and back. */
  showTable(on) {
    this.tableShown = on;
    this.body.hidden = on;
    this.table.hidden = !on;
    this.switch.textContent = text(on ? "chart.chart" : "chart.table");
    if (on && this.#data) this.#fillTable();
  }

  dispose() {
    this.#undo();
    this.plot.dispose();
    this.root.remove();
  }

  #prepare(one) {
    const last = reduce(one.values, "lastNotNull") ?? NaN;
    one.color = fieldColor(one.config, one.index, last);
    one.display = displayOf(one.field, { zone: this.options.zone, index: one.index });
    const step = this.#answer.step || 0,
      interpolation = one.custom.lineInterpolation;
    one.drawn =
      one.custom.drawStyle === "bars" || one.custom.drawStyle === "points" ? one.values : bridged(one, this.#data.times, step, interpolation);
    if (one.custom.transform === "negative-Y") one.drawn = one.drawn.map((value) => -value);
    const stacking = one.custom.stacking ?? {};
    one.percent = stacking.mode === "percent";
    one.stack =
      stacking.mode === "normal" || one.percent
        ? `${stacking.group ?? "A"}|${one.custom.transform === "negative-Y"}|${one.custom.drawStyle === "bars"}`
        : null;
  }

  get #legendOptions() {
    const own = this.#answer?.options?.legend ?? this.options.legend ?? {};
    return {
      displayMode: own.displayMode ?? "list",
      placement: own.placement ?? "bottom",
      calcs: own.calcs ?? [],
      width: own.width,
      show: own.showLegend !== false && own.displayMode !== "hidden",
    };
  }

  #legend() {
    const options = this.#legendOptions,
      entries = [];
    this.legend.root.hidden = !options.show;
    this.root.classList.toggle("side-legend", options.show && options.placement === "right");
    if (!options.show) return;
    for (const one of this.#data.series) {
      if (one.custom.hideFrom?.legend) continue;
      const results = options.calcs.map((calc) => reduce(one.values, calc));
      entries.push({
        name: one.name,
        color: one.color,
        numbers: results.map(Number),
        values: results.map((value, index) =>
          value === null
            ? "–"
            : keepsUnit(options.calcs[index])
              ? joined(one.display(value))
              : joined(displayOf({ type: "number", config: {} })(value)),
        ),
      });
    }
    this.legend.draw(entries, options);
  }

  #redraw() {
    if (!this.#answer) return Promise.resolve();
    const { times } = this.#data,
      shown = this.#data.series.filter((one) => !this.legend.hidden.has(one.name));
    placeAxes(this.#data.series);
    percentages(shown, times.length);
    // The height without axis and edges; before the first layout a likely one.
    const height = Math.max(20, (this.body.clientHeight || 220) - 30),
      width = Math.max(100, (this.body.clientWidth || 600) - 60);
    const axes = [0, 1].map((side) =>
      axisOf(
        shown.filter((one) => one.axis === side),
        times.length,
        height,
      ),
    );
    if (!axes[0] && !axes[1]) axes[0] = { type: "value", min: 0, max: 1, values: [0, 1], text: () => "", show: false };
    const from = this.#answer.from ?? times[0] ?? 0,
      to = this.#answer.to ?? times.at(-1) ?? 1,
      first = shown[0]?.display;
    this.shown = shown;
    this.axes = axes;
    // Where there is a crowd of plain lines, laying each out as an object of its own takes longer than all else.
    const plain = shown.length > CROWD ? shown.filter(isPlain) : [],
      others = plain.length > CROWD ? shown.filter((one) => !isPlain(one)) : shown;
    return this.plot.draw({
      from,
      to: to > from ? to : from + 1,
      step: this.#answer.step,
      times,
      axes,
      series: others.flatMap((one) => seriesOf(one, times, this.#answer.step || 0, width, to - from, shown.length > CROWD)),
      paint: others === shown ? null : (context, area) => paintLines(context, area, plain, times),
      thresholds: shown
        .flatMap(thresholdsOf)
        .filter((one, index, all) => all.findIndex((other) => other.y === one.y && other.axis === one.axis && other.color === one.color) === index),
      annotations: this.#answer.annotations,
      exemplars: this.#exemplars(shown),
      exemplarText: first ? (value) => joined(first(value)) : null,
      at: (time, x, y) => this.#tip(time, y),
      label: this.#summary(from, to),
    });
  }

  #exemplars(shown) {
    return (this.#answer.exemplars ?? []).flatMap((one) => {
      const series = shown.find((other) => other.refId === one.refId);
      return series || this.#data.series.length === 0 ? [{ ...one, axis: series?.axis ?? 0 }] : [];
    });
  }

  #tip(time, y) {
    const { times } = this.#data,
      mode = this.#answer.options?.tooltip?.mode ?? this.options.tooltip?.mode ?? "multi",
      sort = this.#answer.options?.tooltip?.sort ?? this.options.tooltip?.sort ?? "desc";
    const index = nearestIndex(times, time);
    if (index < 0 || mode === "none" || !this.shown) return null;
    let rows = [];
    for (const one of this.shown) {
      const value = one.values[index];
      if (one.custom.hideFrom?.tooltip || Number.isNaN(value)) continue;
      rows.push({
        name: one.name,
        value: joined(one.display(value)),
        color: one.color,
        number: value,
        at: one.drawn[index],
        axis: one.axis,
        stack: one.stack,
        top: 0,
      });
    }
    if (rows.length === 0) return { time: times[index], rows: [] };
    // What the pointer is near to is measured where the series is drawn, on top of its stack.
    const sums = new Map();
    for (const row of rows) {
      row.top = row.at;
      if (row.stack === null) continue;
      const key = `${row.stack}|${row.at < 0}`;
      row.top = (sums.get(key) ?? 0) + row.at;
      sums.set(key, row.top);
    }
    if (sort === "desc") rows.sort((a, b) => b.number - a.number);
    else if (sort === "asc") rows.sort((a, b) => a.number - b.number);
    let nearest = -1,
      best = Infinity;
    if (y !== null) {
      rows.forEach((row, at) => {
        const distance = Math.abs(this.plot.y(row.top, row.axis) - y);
        if (distance < best) [best, nearest] = [distance, at];
      });
    }
    if (mode === "single" && nearest >= 0) [rows, nearest] = [[rows[nearest]], 0];
    return { time: times[index], rows, nearest };
  }

  #summary(from, to) {
    const { series } = this.#data,
      zone = this.options.zone;
    const lines = series.slice(0, MAX_SPOKEN).map((one) => {
      const value = (calc) => {
        const result = reduce(one.values, calc);
        return result === null ? "–" : joined(one.display(result));
      };
      return text("chart.series", one.name, value("min"), value("max"), value("lastNotNull"));
    });
    if (series.length > MAX_SPOKEN) lines.push(text("chart.more", series.length - MAX_SPOKEN));
    return [
      text(
        "chart.summary",
        this.options.title || this.#answer.panel?.title || text("chart.unnamed"),
        series.length,
        timeText(from, zone),
        timeText(to, zone),
      ),
      ...lines,
      text("chart.keys"),
    ].join(" ");
  }

  #fillTable() {
    const { times } = this.#data,
      series = this.#data.series.slice(0, MAX_TABLE_COLUMNS),
      body = [];
    for (let i = times.length - 1; i >= 0; i--) {
      body.push(
        h(
          "tr",
          null,
          h("th", { scope: "row" }, timeText(times[i], this.options.zone, this.#answer.step)),
          series.map((one) => h("td.n", null, Number.isNaN(one.values[i]) ? "" : joined(one.display(one.values[i])))),
        ),
      );
    }
    const note = this.#data.series.length > series.length ? [h("p.muted", null, text("notice.pages", MAX_TABLE_COLUMNS))] : [];
    this.table.replaceChildren(
      ...note,
      h(
        "table.table",
        null,
        h(
          "thead",
          null,
          h(
            "tr",
            null,
            h("th", { scope: "col" }, text("chart.time")),
            series.map((one) => h("th.n", { scope: "col" }, one.name)),
          ),
        ),
        h("tbody", null, body),
      ),
    );
  }
}

const joined = ({ prefix, text: body, suffix }) => prefix + body + suffix;

// Each value as its share of the stack at that time.
function percentages(series, length) {
  const groups = new Map();
  for (const one of series.filter((other) => other.percent)) {
    one.share ??= one.drawn;
    if (!groups.has(one.stack)) groups.set(one.stack, new Float64Array(length));
    const total = groups.get(one.stack);
    for (let i = 0; i < length; i++) if (!Number.isNaN(one.share[i])) total[i] += Math.abs(one.share[i]);
  }
  for (const one of series.filter((other) => other.percent))
    one.drawn = one.share.map((value, i) => (groups.get(one.stack)[i] === 0 ? 0 : value / groups.get(one.stack)[i]));
}

// x and y beside each other, as ECharts reads an array of numbers.
function interleaved(times, values) {
  const pairs = new Float64Array(times.length * 2);
  for (let i = 0; i < times.length; i++) {
    pairs[2 * i] = times[i];
    pairs[2 * i + 1] = values[i] === Infinity || values[i] === -Infinity ? NaN : values[i];
  }
  return pairs;
}

// A line without steps, curves, dashes, points or a stack; a crowd's areas would only hide each other.
function isPlain(one) {
  const { drawStyle, lineInterpolation, lineStyle, showPoints } = one.custom;
  return (
    one.stack === null &&
    (drawStyle ?? "line") === "line" &&
    (lineInterpolation ?? "linear") === "linear" &&
    (lineStyle?.fill ?? "solid") === "solid" &&
    showPoints !== "always"
  );
}

// context: a canvas in CSS pixels; area: the plot's { left, top, width, height, x(time), y(value, axis) }. A value alone becomes a dot.
function paintLines(context, area, series, times) {
  const across = Float64Array.from(times, area.x);
  context.save();
  context.beginPath();
  context.rect(area.left, area.top, area.width, area.height);
  context.clip();
  context.lineJoin = "bevel";
  context.lineWidth = 1;
  for (const { drawn, color: ink, axis } of series) {
    const zero = area.y(0, axis),
      slope = area.y(1, axis) - zero,
      isLinear = Number.isFinite(slope) && Math.abs(area.y(2, axis) - zero - 2 * slope) < 1e-6 * Math.max(1, Math.abs(slope));
    context.strokeStyle = ink;
    context.beginPath();
    let from = -1;
    for (let i = 0; i <= drawn.length; i++) {
      const value = i < drawn.length ? drawn[i] : NaN;
      if (!Number.isFinite(value)) {
        if (from >= 0 && from === i - 1) context.lineTo(across[from] + 1.5, isLinear ? zero + slope * drawn[from] : area.y(drawn[from], axis));
        from = -1;
        continue;
      }
      const y = isLinear ? zero + slope * value : area.y(value, axis);
      if (from < 0) {
        context.moveTo(across[i], y);
        from = i;
      } else context.lineTo(across[i], y);
    }
    context.stroke();
  }
  context.restore();
}

// Points with a gap on either side, which a line alone would not show.
function lonely(times, values) {
  const found = [];
  for (let i = 0; i < values.length; i++) {
    if (!Number.isNaN(values[i]) && !(values[i - 1] === values[i - 1] && i > 0) && !(i + 1 < values.length && values[i + 1] === values[i + 1]))
      found.push([times[i], values[i]]);
  }
  return found;
}

function seriesOf(one, times, step, width, span, crowded) {
  const { custom } = one,
    style = custom.drawStyle ?? "line",
    opacity = Math.min(100, Math.max(0, custom.fillOpacity ?? 0)) / 100;
  const base = {
    name: one.name,
    id: `${one.index}`,
    yAxisIndex: one.axis,
    color: one.color,
    data: interleaved(times, one.drawn),
    dimensions: ["x", "y"],
    silent: true,
    animation: false,
    emphasis: { disabled: true },
    z: 2,
  };
  const size = custom.pointSize ?? 5;
  if (style === "points") return [{ ...base, type: "scatter", symbolSize: size, large: times.length > 2000, clip: true }];
  if (style === "bars") {
    const bar = Math.max(1, Math.min(40, ((width * (step || span / Math.max(1, times.length))) / Math.max(1, span)) * 0.78));
    return [
      {
        ...base,
        type: "bar",
        stack: one.stack ?? undefined,
        barWidth: bar,
        barGap: "-100%",
        itemStyle: { color: withAlpha(one.color, opacity > 0 ? Math.max(opacity, 0.15) : 0.75) },
      },
    ];
  }
  const steps = { stepAfter: "end", stepBefore: "start" }[custom.lineInterpolation],
    lineWidth = custom.lineWidth ?? 1;
  const dash = { dash: custom.lineStyle?.dash ?? [8, 6], dot: [1, 4] }[custom.lineStyle?.fill];
  const always = custom.showPoints === "always",
    few = custom.showPoints !== "never" && times.length * size * 3 < width;
  const line = {
    ...base,
    type: "line",
    stack: one.stack ?? undefined,
    step: steps,
    smooth: custom.lineInterpolation === "smooth" ? 0.3 : false,
    smoothMonotone: "x",
    showSymbol: always || few,
    showAllSymbol: true,
    symbol: "circle",
    symbolSize: size,
    connectNulls: false,
    // A width of one is drawn somewhat stronger: on a light card a bare pixel is hard to tell from its neighbours.
    lineStyle: { width: crowded ? 1 : lineWidth === 1 ? 1.6 : lineWidth, color: one.color, type: dash },
    areaStyle:
      opacity > 0
        ? { color: one.color, opacity: opacity * (custom.gradientMode && custom.gradientMode !== "none" ? 0.6 : 1), origin: "auto" }
        : undefined,
  };
  const alone = always || few || one.stack !== null ? [] : lonely(times, one.drawn);
  return alone.length === 0 ? [line] : [line, { ...base, id: `${one.index}-alone`, type: "scatter", symbolSize: 4, data: alone }];
}

function thresholdsOf(one) {
  const mode = one.custom.thresholdsStyle?.mode ?? "off";
  if (mode === "off") return [];
  const steps = thresholdSteps(one.config.thresholds, one.config.min ?? 0, one.config.max ?? 100);
  return steps.map((step, index) => ({
    y: step.value,
    to: steps[index + 1]?.value ?? Infinity,
    color: step.color,
    axis: one.axis,
    area: mode.includes("area"),
    line: mode !== "area",
    solid: mode === "line" || mode === "line+area",
  }));
}
