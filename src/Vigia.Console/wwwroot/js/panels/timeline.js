// States over time: a row for each series, a box for each state (state timeline) or each point (status history).
import { h } from "../dom.js";
import { color, inkOn, onThemeChange, palette } from "../color.js";
import { displayOf } from "../format.js";
import { fieldName, nearestIndex } from "../frames.js";
import { Plot, textWidth } from "../plot.js";
import { text } from "../strings.js";
import { timeText, durationText } from "../time.js";
import { joined } from "./values.js";

const MAX_ROWS = 60,
  MAX_STATES = 24;

export class TimelinePanel {
  #answer = null;

  constructor(element, context) {
    this.context = context;
    this.root = h("div.chart");
    this.body = h("div.chart-body");
    this.key = h("div.legend");
    this.root.append(this.body, this.key);
    element.append(this.root);
    this.plot = new Plot(this.body, { ...context, onResize: () => this.#redraw(), onTheme: () => {} });
    const undo = onThemeChange(() => this.#redraw());
    this.dispose = () => {
      undo();
      this.plot.dispose();
      this.root.remove();
    };
  }

  draw(answer) {
    this.#answer = answer;
    return this.#redraw();
  }

  #rows(states) {
    const rows = [],
      { zone } = this.context;
    for (const frame of this.#answer.frames) {
      const time = frame.fields.find((field) => field.type === "time");
      if (!time) continue;
      for (const field of frame.fields) {
        if (field === time || rows.length >= MAX_ROWS) continue;
        const display = displayOf(field, { zone });
        const cells = Array.from(field.values, (value) => {
          if (value === null || value === undefined) return null;
          const shown = display(value),
            name = joined(shown);
          if (!states.has(name)) states.set(name, shown.color ?? palette(states.size));
          return name;
        });
        rows.push({ name: fieldName(field, frame), times: time.values, cells });
      }
    }
    return rows;
  }

  // From … to … the row is in that state. A state ends at the next one, or where points fail for more than a step and a half.
  #boxes(row, history) {
    const { step, to } = this.#answer,
      boxes = [],
      merge = !history && this.#answer.options?.mergeValues !== false;
    for (let i = 0; i < row.times.length; i++) {
      if (row.cells[i] === null) continue;
      const next = i + 1 < row.times.length ? row.times[i + 1] : Math.min(to, row.times[i] + (step || to - row.times[i]));
      const end = step && next - row.times[i] > step * 1.5 && history ? row.times[i] + step : next,
        last = boxes.at(-1);
      if (merge && last && last.state === row.cells[i] && last.to === row.times[i]) last.to = end;
      else boxes.push({ state: row.cells[i], from: row.times[i], to: end });
    }
    return boxes;
  }

  async #redraw() {
    const answer = this.#answer;
    if (!answer) return;
    const options = answer.options ?? {},
      history = answer.panel?.type === "status-history",
      states = new Map(),
      rows = this.#rows(states),
      count = rows.length,
      boxes = rows.map((row) => this.#boxes(row, history));
    const legend = options.legend?.showLegend !== false && options.legend?.displayMode !== "hidden";
    this.key.hidden = !legend;
    this.key.replaceChildren(
      ...[...states]
        .slice(0, MAX_STATES)
        .map(([name, own]) => h("span.legend-item", null, h("i.swatch.square", { style: { background: own } }), h("span", null, name))),
    );
    const short = (name) => (textWidth(name) <= 150 ? name : `${name.slice(0, 20)}…`),
      showValue = options.showValue ?? (history ? "never" : "auto");
    await this.plot.draw({
      from: answer.from,
      to: answer.to,
      step: answer.step,
      times: rows[0]?.times ?? [],
      series: [],
      exemplars: [],
      annotations: answer.annotations,
      axes: [
        {
          type: "value",
          min: 0,
          max: Math.max(1, count),
          values: rows.map((_, index) => count - index - 0.5),
          text: (value) => short(rows[count - 1 - Math.floor(value)]?.name ?? ""),
          lines: false,
        },
        null,
      ],
      label: text(
        "timeline.summary",
        this.context.title || answer.panel?.title || "",
        count,
        timeText(answer.from, this.context.zone),
        timeText(answer.to, this.context.zone),
      ),
      paint: (context, area) => {
        context.font = `11.5px ${color("--font")}`;
        context.textBaseline = "middle";
        boxes.forEach((own, index) => {
          const part = options.rowHeight ?? 0.86,
            tall = (area.height / count) * part,
            top = area.y(count - index) + ((area.height / count) * (1 - part)) / 2;
          for (const box of own) {
            const from = Math.max(area.left, area.x(box.from)),
              to = Math.min(area.left + area.width, area.x(box.to)),
              width = to - from - (history || to - from > 4 ? 1 : 0);
            if (to <= from) continue;
            context.fillStyle = states.get(box.state);
            context.fillRect(from, top, Math.max(1, width), tall);
            const word = textWidth(box.state);
            if (showValue !== "never" && tall > 13 && (showValue === "always" || word + 12 < width)) {
              context.fillStyle = inkOn(states.get(box.state));
              context.textAlign = options.alignValue === "center" ? "center" : "left";
              context.fillText(box.state, context.textAlign === "center" ? from + width / 2 : from + 6, top + tall / 2);
            }
          }
        });
      },
      at: (time, x, y) => {
        if (count === 0) return null;
        if (y === null)
          return {
            time,
            rows: rows.map((row, index) => {
              const box = boxes[index].find((one) => one.from <= time && time < one.to);
              return { name: row.name, value: box?.state ?? "–", color: box ? states.get(box.state) : null };
            }),
          };
        const { top, height } = this.plot.geometry,
          index = Math.min(count - 1, Math.max(0, Math.floor(((y - top) / height) * count))),
          box = boxes[index].find((one) => one.from <= time && time < one.to);
        const at = nearestIndex(rows[index].times, time);
        return {
          time: box ? box.from : at >= 0 ? rows[index].times[at] : time,
          rows: box
            ? [
                { name: rows[index].name, value: box.state, color: states.get(box.state) },
                { name: durationText(box.to - box.from), value: "" },
              ]
            : [],
        };
      },
    });
  }
}
