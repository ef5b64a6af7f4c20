// Counts over time, stacked by kind (levels of logs, kinds of messages); a brush selects a range.
import { TimeChart } from "./chart.js";
import { text } from "./strings.js";
import { timeText } from "./time.js";
import { fixed } from "./format.js";

/** options as TimeChart's; onSelect(from, to) where onZoom is not given. */
export class TimeHistogram {
  constructor(element, options = {}) {
    this.options = options;
    this.chart = new TimeChart(element, {
      legend: { displayMode: "list", placement: "bottom", calcs: [] },
      tooltip: { mode: "multi", sort: "none" },
      ...options,
      onZoom: options.onZoom ?? options.onSelect,
    });
  }

  /** data: { from, to, step, times: [ms, the start of each bucket], kinds: [{ name, color, counts: [number] }] }. */
  async draw({ from, to, step, times, kinds }) {
    const total = kinds.reduce((sum, kind) => sum + kind.counts.reduce((own, count) => own + (count ?? 0), 0), 0);
    // A bar stands in the middle of its bucket.
    const middles = Array.from(times, (time) => time + step / 2);
    const custom = { drawStyle: "bars", fillOpacity: 85, stacking: { mode: "normal", group: "A" } };
    await this.chart.draw({
      panel: { title: this.options.title },
      from,
      to,
      step,
      options: { legend: { showLegend: kinds.length > 1 } },
      frames: kinds.map((kind) => ({
        name: kind.name,
        fields: [
          { name: "Time", type: "time", values: middles },
          {
            name: kind.name,
            displayName: kind.name,
            type: "number",
            values: kind.counts,
            config: { unit: "short", decimals: null, color: kind.color ?? null, min: 0, custom },
          },
        ],
      })),
    });
    this.chart.plot.over.setAttribute(
      "aria-label",
      text(
        "histogram.summary",
        this.options.title || text("chart.unnamed"),
        fixed(total, 0),
        timeText(from, this.options.zone),
        timeText(to, this.options.zone),
      ),
    );
  }

  dispose() {
    this.chart.dispose();
  }
}
