// Bars over names (bar chart) and over buckets of values (histogram).
import { h } from "../dom.js";
import { color, fieldColor, onThemeChange, withAlpha } from "../color.js";
import { loadEcharts } from "../echarts.js";
import { axisFormatter, displayOf, formatText } from "../format.js";
import { fieldName, numbers } from "../frames.js";
import { Legend } from "../legend.js";
import { textWidth } from "../plot.js";
import { reduce } from "../reduce.js";
import { text } from "../strings.js";
import { linearTicks } from "../ticks.js";
import { hideTip, showTip } from "../tip.js";
import { joined, onSize } from "./values.js";

const MAX_BARS = 400;

export class BarsPanel {
  #answer = null;
  #echarts = null;
  #chart = null;
  #gone = false;

  constructor(element, context) {
    this.context = context;
    this.legend = new Legend(() => this.#redraw());
    this.canvas = h("div.plot-canvas");
    this.over = h("div.plot-over", { role: "img", tabindex: "0", onpointermove: (event) => this.#point(event), onpointerleave: () => hideTip(this) });
    this.body = h("div.chart-body", null, h("div.plot-root", null, this.canvas, this.over));
    this.root = h("div.chart", null, this.body, this.legend.root);
    element.append(this.root);
    const undo = [onSize(this.body, () => this.#redraw()), onThemeChange(() => this.#answer && this.draw(this.#answer))];
    this.dispose = () => {
      this.#gone = true;
      undo.forEach((one) => one());
      this.#chart?.dispose();
      hideTip(this);
      this.root.remove();
    };
  }

  async draw(answer) {
    this.#answer = answer;
    this.data = answer.panel?.type === "histogram" ? buckets(answer) : categories(answer, this.context.zone);
    const options = answer.options?.legend ?? {},
      visible = options.showLegend !== false && options.displayMode !== "hidden" && this.data.series.length > 1;
    this.legend.root.hidden = !visible;
    this.root.classList.toggle("side-legend", visible && options.placement === "right");
    const calcs = options.calcs ?? [];
    if (visible)
      this.legend.draw(
        this.data.series.map((one) => ({
          name: one.name,
          color: one.color,
          numbers: calcs.map((calc) => Number(reduce(one.values, calc))),
          values: calcs.map((calc) => joined(one.display(reduce(one.values, calc)))),
        })),
        { displayMode: options.displayMode ?? "list", placement: options.placement ?? "bottom", calcs },
      );
    const echarts = await loadEcharts(this.context.echartsUrl);
    if (this.#gone) return;
    this.#echarts = echarts;
    this.#redraw();
  }

  #redraw() {
    const { clientWidth: width, clientHeight: height } = this.body;
    if (!this.#echarts || !this.data || width < 20 || height < 20) return;
    this.#chart ??= this.#echarts.init(this.canvas, null, { renderer: "canvas", width, height });
    this.#chart.resize({ width, height });
    const histogram = this.#answer.panel?.type === "histogram",
      options = this.#answer.options ?? {},
      { names, series } = this.data,
      shown = series.filter((one) => !this.legend.hidden.has(one.name)),
      lying =
        options.orientation === "horizontal" ||
        ((options.orientation ?? "auto") === "auto" &&
          this.#answer.panel?.type !== "histogram" &&
          names.some((name) => name.length > 14) &&
          names.length > 3);
    const stacked = options.stacking === "normal" || options.stacking === "percent",
      percent = options.stacking === "percent",
      unit = percent ? "percentunit" : shown[0]?.field.config?.unit;
    const totals = names.map((_, index) => shown.reduce((sum, one) => sum + Math.abs(one.values[index] || 0), 0));
    let min = 0,
      max = 0;
    for (let i = 0; i < names.length; i++) {
      let sum = 0;
      for (const one of shown) {
        const value = one.values[i] || 0;
        sum += value;
        [min, max] = stacked ? [Math.min(min, sum), Math.max(max, sum)] : [Math.min(min, value), Math.max(max, value)];
      }
    }
    const config = shown[0]?.field.config ?? {},
      ticks = linearTicks(
        percent ? 0 : (config.min ?? min),
        percent ? 1 : (config.max ?? max),
        Math.max(2, Math.floor(lying ? width / 90 : height / 34)),
        unit,
        percent || (config.min ?? null) !== null,
        percent || (config.max ?? null) !== null,
      ),
      written = axisFormatter(unit, ticks.step, config.decimals);
    const label = { color: color("--faint"), fontSize: 11.5, fontFamily: color("--font") },
      widest = Math.max(0, ...names.map(textWidth)),
      limit = Math.min(180, width * 0.38);
    const category = {
      type: "category",
      data: names,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: color("--line") } },
      inverse: lying,
      axisLabel: {
        ...label,
        hideOverlap: true,
        interval: "auto",
        overflow: histogram ? "none" : "truncate",
        ellipsis: "…",
        width: lying ? limit - 10 : Math.max(40, Math.min(140, (width / Math.max(1, names.length)) * 0.95)),
        rotate: lying ? 0 : -(options.xTickLabelRotation ?? 0),
      },
    };
    const value = {
      type: "value",
      min: ticks.min,
      max: ticks.max,
      axisLine: { show: false },
      axisTick: { show: false, customValues: ticks.values },
      axisLabel: { ...label, customValues: ticks.values, formatter: written },
      splitLine: { lineStyle: { color: color("--line"), opacity: 0.8 } },
    };
    const numbersAt = Math.max(0, ...ticks.values.map((one) => textWidth(written(one)))) + 12,
      values = options.showValue === "always" || (options.showValue === "auto" && names.length * shown.length < 24);
    this.grid = lying
      ? { left: Math.min(widest + 14, limit), right: values ? 60 : 20, top: 6, bottom: 24 }
      : { left: numbersAt, right: 12, top: values ? 20 : 8, bottom: options.xTickLabelRotation ? 56 : 24 };
    this.lying = lying;
    this.#chart.setOption(
      {
        animation: false,
        tooltip: { show: false },
        legend: { show: false },
        grid: { ...this.grid, outerBoundsMode: "none" },
        xAxis: lying ? value : category,
        yAxis: lying ? category : value,
        series: shown.map((one) => ({
          type: "bar",
          name: one.name,
          silent: true,
          stack: stacked ? "all" : undefined,
          barMaxWidth: 64,
          barGap: "8%",
          barCategoryGap: histogram ? "4%" : `${Math.round((1 - (options.groupWidth ?? 0.7)) * 100)}%`,
          itemStyle: { color: withAlpha(one.color, (one.field.config?.custom?.fillOpacity || 80) / 100), borderRadius: 0 },
          data: one.values.map((own, index) => {
            const size = percent ? (totals[index] > 0 ? own / totals[index] : 0) : own;
            return one.colors?.[index] ? { value: size, itemStyle: { color: one.colors[index] } } : size;
          }),
          label: {
            show: values,
            position: stacked ? "inside" : lying ? "right" : "top",
            ...label,
            color: color("--muted"),
            formatter: ({ dataIndex }) => joined(one.display(one.values[dataIndex])),
          },
        })),
      },
      { notMerge: true, silent: true },
    );
    this.over.setAttribute(
      "aria-label",
      `${text("bars.summary", this.#answer.panel?.title || text("chart.unnamed"), names.length)} ${names
        .slice(0, 8)
        .map((name, index) => `${name}: ${shown.map((one) => joined(one.display(one.values[index]))).join(", ")}`)
        .join("; ")}`,
    );
    this.over.dataset.drawn = "true";
    this.shown = shown;
  }

  #point(event) {
    if (!this.shown) return;
    const box = this.over.getBoundingClientRect(),
      { left, right, top, bottom } = this.grid,
      part = this.lying
        ? (event.clientY - box.top - top) / (box.height - top - bottom)
        : (event.clientX - box.left - left) / (box.width - left - right),
      index = Math.floor(part * this.data.names.length);
    if (index < 0 || index >= this.data.names.length) return hideTip(this);
    showTip(
      this,
      {
        title: this.data.titles?.[index] ?? this.data.names[index],
        rows: this.shown.map((one) => ({ name: one.name, value: joined(one.display(one.values[index])), color: one.colors?.[index] ?? one.color })),
      },
      event.clientX,
      event.clientY,
    );
  }
}

function categories(answer, zone) {
  const options = answer.options ?? {},
    several = answer.frames.length > 1;
  if (several && answer.frames.every((frame) => !frame.fields.some((field) => field.type === "string"))) return lastOfEach(answer);
  const frame = answer.frames[0],
    named =
      frame.fields.find((field) => fieldName(field) === options.xField || field.name === options.xField) ??
      frame.fields.find((field) => field.type === "string") ??
      frame.fields.find((field) => field.type === "time");
  const found = frame.fields.filter((field) => field.type === "number" && field !== named),
    names = named ? displayOf(named, { zone }) : null,
    length = Math.min(MAX_BARS, found[0]?.values.length ?? 0);
  return {
    names: Array.from({ length }, (_, index) => (names ? joined(names(named.values[index])) : String(index + 1))),
    series: found.map((field, index) => {
      const values = Array.from(numbers(field.values).slice(0, length)),
        display = displayOf(field, { zone, index }),
        byValue = /thresholds|continuous/.test(field.config?.colorMode ?? "");
      return {
        name: fieldName(field, frame),
        field,
        values,
        display,
        color: fieldColor(field.config, index),
        colors: byValue ? values.map((value) => display(value).color) : null,
      };
    }),
  };
}

// Series without names to stand over: one bar for the last value of each.
function lastOfEach(answer) {
  const found = answer.frames
      .flatMap((frame) => frame.fields.filter((field) => field.type === "number").map((field) => ({ field, name: fieldName(field, frame) })))
      .slice(0, MAX_BARS),
    field = found[0]?.field ?? { type: "number", values: [] };
  return {
    names: found.map((one) => one.name),
    series: [
      {
        name: answer.panel?.title ?? "",
        field,
        values: found.map((one) => Number(reduce(one.field.values, "lastNotNull") ?? NaN)),
        display: displayOf(field),
        color: fieldColor(field.config, 0),
        colors: found.map((one, index) => fieldColor(one.field.config, index)),
      },
    ],
  };
}

function buckets(answer) {
  const options = answer.options ?? {},
    all = answer.frames.flatMap((frame) => {
      const low = frame.fields.find((field) => field.name === "xMin"),
        high = frame.fields.find((field) => field.name === "xMax");
      return frame.fields
        .filter((field) => field.type === "number" && field !== low && field !== high)
        .map((field) => ({ field, name: fieldName(field, frame), low, high }));
    });
  const ready = all.find((one) => one.low && one.high);
  const display = displayOf({ type: "number", config: { unit: "short" } }),
    unit = all[0]?.field.config?.unit;
  if (ready)
    return {
      names: ready.low.values.map((value) => formatText(value, unit)),
      titles: ready.low.values.map((value, index) => `${formatText(value, unit)} – ${formatText(ready.high.values[index], unit)}`),
      series: all.map((one, index) => ({
        ...one,
        values: Array.from(numbers(one.field.values)),
        display,
        color: fieldColor(one.field.config, index),
      })),
    };
  const columns = all.map((one) => numbers(one.field.values).filter(Number.isFinite)),
    min = columns.reduce((low, column) => column.reduce((a, b) => Math.min(a, b), low), Infinity),
    max = columns.reduce((high, column) => column.reduce((a, b) => Math.max(a, b), high), -Infinity);
  if (min > max) return { names: [], series: [] };
  const size = options.bucketSize || linearTicks(min, max, options.bucketCount || 30, "none").step || 1,
    start = Math.floor(min / size) * size + (options.bucketOffset ?? 0),
    count = Math.min(MAX_BARS, Math.max(1, Math.floor((max - start) / size + 1e-9) + 1));
  const tally = (column) => {
    const counts = new Array(count).fill(0);
    for (const value of column) counts[Math.min(count - 1, Math.max(0, Math.floor((value - start) / size + 1e-9)))]++;
    return counts;
  };
  const write = axisFormatter(unit, size),
    names = Array.from({ length: count }, (_, index) => write(+(start + index * size).toPrecision(12)));
  const plain = (one) => ({ type: "number", values: [], config: { ...one.field.config, unit: "short", min: null, max: null, decimals: null } });
  const series =
    options.combine && all.length > 1
      ? [
          {
            name: answer.panel?.title ?? "",
            field: plain(all[0]),
            values: columns.map(tally).reduce((sum, counts) => sum.map((own, index) => own + counts[index])),
            display,
            color: fieldColor(all[0].field.config, 0),
          },
        ]
      : all.map((one, index) => ({
          name: one.name,
          field: plain(one),
          values: tally(columns[index]),
          display,
          color: fieldColor(one.field.config, index),
        }));
  return { names, titles: names.map((name, index) => `${name} – ${write(+(start + (index + 1) * size).toPrecision(12))}`), series };
}
