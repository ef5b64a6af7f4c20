// How each dependency was over the range: a bar for each stretch of time, and the latency of its checks.
import { h } from "./dom.js";
import { formatText } from "./format.js";
import { timeSeries } from "./frames.js";
import { queryPanel } from "./query.js";
import { refreshEvery } from "./refresh.js";
import { drawSpark } from "./spark.js";
import { timeText } from "./time.js";

const BARS = 60;
const definition = {
  id: 1, type: "timeseries", targets: [
    { refId: "status", expr: "min by (check) (min_over_time(health_check_status[$__interval]))", range: true, instant: false },
    { refId: "latency", expr: "max by (check) (max_over_time(health_check_duration_seconds[$__interval]))", range: true, instant: false },
  ],
};

/** root: the page; options: { range, texts: { failed } }. Fills [data-bars] and [data-latency]. */
export function mount(root, options) {
  let range = options.range, running = null;

  function bars(box, times, values) {
    const step = Math.max(1, Math.ceil(times.length / BARS)), all = [];
    for (let from = 0; from < times.length; from += step) {
      let worst = NaN;
      for (let i = from; i < Math.min(times.length, from + step); i++) if (!Number.isNaN(values[i])) worst = Number.isNaN(worst) ? values[i] : Math.min(worst, values[i]);
      const state = Number.isNaN(worst) ? "" : worst >= 1 ? "ok" : worst >= 0.5 ? "wn" : "bd";
      all.push(h("i", { class: state, title: timeText(times[from], range.timeZone) }));
    }
    const bad = all.filter((bar) => bar.className === "bd").length, known = all.filter((bar) => bar.className !== "").length;
    box.setAttribute("aria-label", known === 0 ? "–" : formatText((known - bad) / known, "percentunit", 1));
    box.replaceChildren(...all);
  }

  function draw(answer) {
    const { times, series } = timeSeries(answer);
    for (const box of root.querySelectorAll("[data-bars]")) bars(box, times, series.find((one) => one.refId === "status" && one.labels.check === box.dataset.bars)?.values ?? []);
    for (const box of root.querySelectorAll("[data-latency]")) {
      drawSpark(box, series.find((one) => one.refId === "latency" && one.labels.check === box.dataset.latency)?.values ?? [], { times, from: answer.from, to: answer.to, color: "--s3", min: 0 });
    }
  }

  async function load() {
    running?.abort();
    running = new AbortController();
    try {
      draw(await queryPanel({ definition, from: range.from, to: range.to, timeZone: range.timeZone, maxPoints: 240 }, { signal: running.signal }));
    } catch (error) {
      if (error.name === "AbortError") return;
      for (const box of root.querySelectorAll("[data-bars]")) box.replaceChildren(h("small.problem", null, options.texts.failed.replace("{0}", error.message)));
    }
  }

  const refresh = refreshEvery(load);
  refresh.every(range.refresh);
  load();
  return {
    update: (next) => {
      range = next;
      refresh.every(range.refresh);
      load();
    },
    dispose: () => {
      refresh.stop();
      running?.abort();
    },
  };
}
