// What every plot over time shares: axes drawn by ECharts, layers below and above, crosshair, brush, annotations, exemplars.
// Pointing and brushing happen in the layers, so that hundreds of series are not painted again while the pointer moves.
import { h, safeUrl } from "./dom.js";
import { color, onThemeChange, withAlpha } from "./color.js";
import { loadEcharts } from "./echarts.js";
import { text } from "./strings.js";
import { tickText, timeText, timeTicks } from "./time.js";
import { hideTip, showTip } from "./tip.js";

const FONT = 11.5;
const MAX_MARKS = 300; // exemplars and annotations drawn at once; what lies beyond would be a blur
let ruler = null;

/** The width of text in pixels in the font of axes. */
export function textWidth(body) {
  ruler ??= document.createElement("canvas").getContext("2d");
  ruler.font = `${FONT}px ${color("--font")}`;
  return ruler.measureText(body).width;
}

/**
 * A scene: from, to; axes: [left, right], each { type, base, min, max, values, text, name } or null; series: ECharts' own; thresholds:
 * [{ y, to, color, line, area, axis }]; annotations, exemplars as in the contract; paint(context, geometry) for the layer below;
 * at(time, x, y) gives the tooltip's { time, rows, nearest } or null; times: the grid that the crosshair stops at; label: for who listens.
 */
export class Plot {
  #scene = null;
  #echarts = null;
  #chart = null;
  #frame = 0;
  #brush = null;
  #disposed = false;
  #size = { width: 0, height: 0 };
  #undo = [];

  constructor(element, options = {}) {
    this.options = options;
    this.element = element;
    this.under = h("div.plot-under");
    this.canvas = h("div.plot-canvas");
    this.line = h("div.plot-line", { hidden: true });
    this.band = h("div.plot-band", { hidden: true });
    this.marks = h("div.plot-marks");
    this.spoken = h("div.sr", { "aria-live": "polite" });
    this.over = h("div.plot-over", { tabindex: "0", role: "img", "aria-label": text("chart.unnamed") }, this.line, this.band);
    this.root = h("div.plot-root", null, this.under, this.canvas, this.over, this.marks, this.spoken);
    element.append(this.root);
    this.#listen();
    options.crosshair?.add(this);
    const observer = new ResizeObserver(() => this.#schedule());
    observer.observe(this.root);
    this.#undo.push(
      () => observer.disconnect(),
      onThemeChange(() => (options.onTheme ? options.onTheme() : this.#schedule(true))),
    );
  }

  /** Draws a scene; resolves when it is on the canvas. */
  async draw(scene) {
    this.#scene = scene;
    const echarts = await loadEcharts(this.options.echartsUrl);
    if (this.#disposed || this.#scene !== scene) return;
    this.#echarts = echarts;
    this.#paint();
  }

  get geometry() {
    return this.#geometry;
  }

  dispose() {
    this.#disposed = true;
    cancelAnimationFrame(this.#frame);
    this.options.crosshair?.remove(this);
    for (const undo of this.#undo) undo();
    this.#chart?.dispose();
    this.#chart = null;
    hideTip(this);
    this.root.remove();
  }

  /** Another chart's crosshair moved to time (null: left). */
  follow(time, withValues) {
    if (time === null || !this.#scene || time < this.#scene.from || time > this.#scene.to) {
      this.line.hidden = true;
      hideTip(this);
      return;
    }
    this.#placeLine(time);
    if (!withValues) return;
    const box = this.over.getBoundingClientRect();
    if (box.bottom < 0 || box.top > innerHeight) return;
    const x = this.#x(time),
      tip = this.#scene.at?.(time, x, null);
    if (tip) showTip(this, { ...tip, title: timeText(tip.time, this.options.zone, this.#scene.step) }, box.left + x, box.top + box.height / 3);
  }

  #geometry = { left: 0, top: 0, width: 0, height: 0 };
  #x = (time) => this.#geometry.left + ((time - this.#scene.from) / (this.#scene.to - this.#scene.from)) * this.#geometry.width;
  #time = (x) => this.#scene.from + ((x - this.#geometry.left) / this.#geometry.width) * (this.#scene.to - this.#scene.from);

  /** The pixel of a value on an axis (0 left, 1 right). */
  y(value, index = 0) {
    const axis = this.#scene.axes[index] ?? this.#scene.axes[0],
      { top, height } = this.#geometry;
    const share =
      axis.type === "log"
        ? (Math.log(value) - Math.log(axis.min)) / (Math.log(axis.max) - Math.log(axis.min))
        : (value - axis.min) / (axis.max - axis.min);
    return top + height * (1 - share);
  }

  #schedule(force = false) {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      const { clientWidth: width, clientHeight: height } = this.root;
      if (!this.#echarts || !this.#scene || (!force && width === this.#size.width && height === this.#size.height)) return;
      // New measures may want other ticks: whoever made the scene makes it again.
      if (this.options.onResize) this.options.onResize();
      else this.#paint();
    });
  }

  #paint() {
    const scene = this.#scene,
      { clientWidth: width, clientHeight: height } = this.root;
    if (!this.#echarts || width < 20 || height < 20) return;
    this.#chart ??= this.#echarts.init(this.canvas, null, { renderer: "canvas", width, height });
    if (width !== this.#size.width || height !== this.#size.height) {
      this.#size = { width, height };
      this.#chart.resize({ width, height });
    }
    const room = (axis) =>
      axis && axis.show !== false ? Math.ceil(Math.max(0, ...axis.values.map((value) => textWidth(axis.text(value))))) + 10 : 0;
    const axes = scene.axes,
      named = axes.some((axis) => axis?.name);
    const left = Math.min(width * 0.4, Math.max(axes[0] ? room(axes[0]) : 0, 10)),
      right = Math.max(axes[1] ? room(axes[1]) : 0, 12);
    const bottom = 22,
      top = named ? 30 : 8;
    this.#geometry = { left, top, width: Math.max(10, width - left - right), height: Math.max(10, height - top - bottom) };
    this.#chart.setOption(this.#option(), { notMerge: true, silent: true });
    this.#layUnder();
    this.#layMarks();
    this.over.setAttribute("aria-label", scene.label ?? "");
    this.over.dataset.drawn = "true";
    this.options.onDrawn?.();
  }

  #option() {
    const scene = this.#scene,
      { left, top, width, height } = this.#geometry,
      total = this.#size;
    const faint = color("--faint"),
      line = color("--line"),
      family = color("--font");
    const label = { color: faint, fontSize: FONT, fontFamily: family };
    const axis = (spec, position) => ({
      type: spec?.type ?? "value",
      logBase: spec?.base ?? 10,
      position,
      min: spec?.min ?? 0,
      max: spec?.max ?? 1,
      show: !!spec && spec.show !== false,
      name: spec?.name || "",
      nameLocation: "end",
      nameGap: 14,
      nameTextStyle: {
        ...label,
        align: position === "left" ? "left" : "right",
        padding: position === "left" ? [0, 0, 0, -left + 2] : [0, -total.width + left + width, 0, 0],
      },
      axisLine: { show: false },
      axisTick: { show: false, customValues: spec?.values ?? [] },
      axisLabel: { ...label, margin: 8, customValues: spec?.values ?? [], formatter: (value) => spec?.text(value) ?? "", hideOverlap: true },
      splitLine: { show: position === "left" ? spec?.lines !== false : !scene.axes[0], lineStyle: { color: line, width: 1, opacity: 0.8 } },
      minorTick: { show: false },
      minorSplitLine: { show: false },
    });
    return {
      animation: false,
      textStyle: { fontFamily: family },
      tooltip: { show: false },
      legend: { show: false },
      grid: { left, top, width, height, outerBoundsMode: "none", containLabel: false },
      // Of an axis of time ECharts stacks the other; of two axes of values it would stack the first.
      xAxis: {
        type: "time",
        min: scene.from,
        max: scene.to,
        splitLine: { show: false },
        axisLine: { show: true, onZero: false, lineStyle: { color: line } },
        axisTick: { show: false },
        axisLabel: { show: false },
        minorTick: { show: false },
      },
      yAxis: [axis(scene.axes[0], "left"), axis(scene.axes[1], "right")],
      series: scene.series ?? [],
    };
  }

  // Times are written by the page, not by ECharts: it knows the browser's zone and UTC alone.
  #ticks() {
    const scene = this.#scene,
      { zone } = this.options,
      { top, width, height } = this.#geometry,
      sample = textWidth(tickText(scene.from, 1000, zone));
    let ticks = timeTicks(scene.from, scene.to, width / (sample + 14), zone);
    if (ticks.values.length < 3) ticks = timeTicks(scene.from, scene.to, width / (sample * 0.75 + 10), zone);
    return ticks.values.map((value) => {
      const body = tickText(value, ticks.step, zone),
        x = this.#x(value),
        half = textWidth(body) / 2;
      // Half a time over the edge is worse than none.
      return h("span.plot-tick", { style: { left: `${x}px`, top: `${top + height}px` } }, x - half < 0 || x + half > this.#size.width ? "" : body);
    });
  }

  #layUnder() {
    const scene = this.#scene,
      { left, top, width, height } = this.#geometry,
      nodes = this.#ticks();
    if (scene.paint) {
      const ratio = globalThis.devicePixelRatio || 1,
        canvas = h("canvas", { width: Math.round(this.#size.width * ratio), height: Math.round(this.#size.height * ratio) });
      const context = canvas.getContext("2d");
      context.scale(ratio, ratio);
      scene.paint(context, { left, top, width, height, x: this.#x, y: (value, axis) => this.y(value, axis) });
      nodes.push(canvas);
    }
    const inside = (value) => Math.min(top + height, Math.max(top, value));
    for (const one of scene.thresholds ?? []) {
      const low = inside(one.y === -Infinity ? top + height : this.y(one.y, one.axis)),
        high = inside(one.to === Infinity ? top : this.y(one.to, one.axis));
      if (one.area && low > high)
        nodes.push(
          h("div.plot-area", {
            style: { left: `${left}px`, width: `${width}px`, top: `${high}px`, height: `${low - high}px`, background: withAlpha(one.color, 0.1) },
          }),
        );
      if (one.line && one.y !== -Infinity && this.y(one.y, one.axis) === low)
        nodes.push(
          h("div.plot-threshold", {
            style: {
              left: `${left}px`,
              width: `${width}px`,
              top: `${low}px`,
              "border-top-color": color(one.color),
              "border-top-style": one.solid ? "solid" : "dashed",
            },
          }),
        );
    }
    for (const one of (scene.annotations ?? []).slice(0, MAX_MARKS)) {
      if (!one.timeEnd || one.timeEnd <= one.time) continue;
      const from = Math.max(left, this.#x(one.time)),
        to = Math.min(left + width, this.#x(one.timeEnd));
      if (to > from)
        nodes.push(
          h("div.plot-area", {
            style: { left: `${from}px`, width: `${to - from}px`, top: `${top}px`, height: `${height}px`, background: withAlpha("--info", 0.1) },
          }),
        );
    }
    this.under.replaceChildren(...nodes);
  }

  #layMarks() {
    const scene = this.#scene,
      { top, height } = this.#geometry,
      nodes = [],
      within = (time) => time >= scene.from && time <= scene.to;
    for (const one of (scene.annotations ?? []).filter(({ time }) => within(time)).slice(0, MAX_MARKS)) {
      const x = this.#x(one.time),
        words = [one.title, one.text].filter(Boolean).join(" · ");
      nodes.push(h("div.plot-annotation", { style: { left: `${x}px`, top: `${top}px`, height: `${height}px` } }));
      nodes.push(
        h("button.plot-flag", {
          type: "button",
          style: { left: `${x}px`, top: `${top + height}px` },
          "aria-label": `${timeText(one.time, this.options.zone)} ${words}`,
          onpointerenter: (e) => this.#markTip(e, one.time, [[words, ""], ...(one.tags ?? []).map((tag) => [tag, ""])]),
          onfocus: (e) => this.#markTip(e, one.time, [[words, ""]]),
          onpointerleave: () => hideTip(this),
          onblur: () => hideTip(this),
        }),
      );
    }
    for (const one of (scene.exemplars ?? []).filter(({ time, value }) => within(time) && Number.isFinite(value)).slice(0, MAX_MARKS)) {
      const y = this.y(one.value, one.axis ?? 0);
      if (y < top - 4 || y > top + height + 4) continue;
      const url = one.traceId && this.options.traceUrl ? safeUrl(this.options.traceUrl(one.traceId)) : null,
        rows = Object.entries(one.labels ?? {}).slice(0, 8);
      const words = `${text("chart.exemplar")} ${timeText(one.time, this.options.zone)} ${scene.exemplarText?.(one.value) ?? one.value}`;
      const events = {
        onpointerenter: (e) => this.#markTip(e, one.time, [[text("chart.exemplar"), scene.exemplarText?.(one.value) ?? String(one.value)], ...rows]),
        onpointerleave: () => hideTip(this),
      };
      const attributes = { style: { left: `${this.#x(one.time)}px`, top: `${y}px` }, ...events };
      nodes.push(
        url
          ? h("a.plot-exemplar", { ...attributes, href: url, "aria-label": `${words}, ${text("chart.trace")}` })
          : h("span.plot-exemplar", { ...attributes, role: "img", "aria-label": words }),
      );
    }
    this.marks.replaceChildren(...nodes);
    this.marks.classList.toggle("empty", nodes.length === 0);
  }

  #markTip(event, time, rows) {
    const box = event.currentTarget.getBoundingClientRect();
    showTip(this, { title: timeText(time, this.options.zone), rows: rows.map(([name, value]) => ({ name, value })) }, box.right, box.top);
  }

  #placeLine(time) {
    const { top, height } = this.#geometry;
    this.line.hidden = false;
    this.line.style.transform = `translateX(${this.#x(time)}px)`;
    this.line.style.top = `${top}px`;
    this.line.style.height = `${height}px`;
  }

  #leave() {
    this.line.hidden = true;
    hideTip(this);
    this.options.crosshair?.move(this, null);
  }

  #point(clientX, clientY, spoken = false) {
    const scene = this.#scene,
      box = this.over.getBoundingClientRect(),
      x = clientX - box.left,
      y = clientY - box.top,
      { left, top, width, height } = this.#geometry;
    if (!scene || x < left - 2 || x > left + width + 2 || y < top - 8 || y > top + height + 8) return this.#leave();
    const time = Math.min(scene.to, Math.max(scene.from, this.#time(x))),
      tip = scene.at?.(time, x, y);
    this.#placeLine(tip?.time ?? time);
    this.options.crosshair?.move(this, tip?.time ?? time);
    if (!tip) return hideTip(this);
    const title = timeText(tip.time, this.options.zone, scene.step);
    showTip(this, { ...tip, title }, clientX, clientY);
    if (spoken)
      this.spoken.textContent = `${title}: ${tip.rows
        .slice(0, 6)
        .map((row) => `${row.name} ${row.value}`)
        .join(", ")}`;
  }

  #listen() {
    const { over } = this;
    over.addEventListener("pointermove", (event) => {
      if (this.#brush) return this.#drag(event);
      this.#point(event.clientX, event.clientY);
    });
    over.addEventListener("pointerleave", () => this.#brush || this.#leave());
    over.addEventListener("pointerdown", (event) => {
      const x = event.clientX - over.getBoundingClientRect().left;
      if (event.button !== 0 || !this.options.onZoom || !this.#scene || x < this.#geometry.left) return;
      this.#brush = { from: x, to: x };
      over.setPointerCapture(event.pointerId);
    });
    over.addEventListener("pointerup", () => this.#endBrush(true));
    over.addEventListener("pointercancel", () => this.#endBrush(false));
    over.addEventListener("dblclick", () => this.options.onZoomOut?.());
    over.addEventListener("blur", () => this.#leave());
    over.addEventListener("keydown", (event) => this.#key(event));
  }

  #drag(event) {
    const { left, width, top, height } = this.#geometry,
      x = event.clientX - this.over.getBoundingClientRect().left;
    this.#brush.to = Math.min(left + width, Math.max(left, x));
    const from = Math.min(this.#brush.from, this.#brush.to),
      size = Math.abs(this.#brush.to - this.#brush.from);
    this.band.hidden = size < 5;
    Object.assign(this.band.style, { left: `${from}px`, width: `${size}px`, top: `${top}px`, height: `${height}px` });
    hideTip(this);
  }

  #endBrush(done) {
    const brush = this.#brush;
    this.#brush = null;
    this.band.hidden = true;
    if (!done || !brush || Math.abs(brush.to - brush.from) < 5) return;
    const [from, to] = [brush.from, brush.to].sort((a, b) => a - b).map(this.#time);
    this.options.onZoom(Math.round(from), Math.round(to));
  }

  #keyed = -1;

  #key(event) {
    const times = this.#scene?.times;
    if (event.key === "Escape") {
      this.#brush = null;
      this.band.hidden = true;
      return this.#leave();
    }
    if (!times?.length || !["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) return;
    event.preventDefault();
    const last = times.length - 1,
      step = event.shiftKey ? 10 : 1;
    this.#keyed =
      event.key === "Home"
        ? 0
        : event.key === "End"
          ? last
          : Math.min(last, Math.max(0, (this.#keyed < 0 ? last : this.#keyed) + (event.key === "ArrowLeft" ? -step : step)));
    const box = this.over.getBoundingClientRect();
    this.#point(box.left + this.#x(times[this.#keyed]), box.top + this.#geometry.top + this.#geometry.height / 3, true);
  }
}
