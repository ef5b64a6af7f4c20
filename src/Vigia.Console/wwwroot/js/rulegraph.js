// The graph of an alert's or a rule's expression, with the constants that it is compared with.
import { h } from "./dom.js";
import { Panel } from "./panels.js";
import { queryPanel } from "./query.js";
import { refreshEvery } from "./refresh.js";

const definition = ({ queries, bounds }) => ({
  id: 1, type: "timeseries", title: "",
  targets: queries.map((expr, index) => ({ refId: String.fromCharCode(65 + index), expr, range: true, instant: false, format: "time_series" })),
  fieldConfig: {
    defaults: {
      // A threshold that lies out of sight would be no help: the axis reaches to it.
      custom: {
        lineWidth: 1.6, fillOpacity: 0, showPoints: "auto", thresholdsStyle: { mode: bounds.length === 0 ? "off" : "dashed" },
        ...(bounds.length === 0 ? {} : { axisSoftMin: bounds[0], axisSoftMax: bounds.at(-1) }),
      },
      thresholds: { mode: "absolute", steps: [{ value: null, color: "transparent" }, ...bounds.map((value) => ({ value, color: "red" }))] },
    },
    overrides: [],
  },
  options: { legend: { displayMode: "list", placement: "bottom", showLegend: true }, tooltip: { mode: "multi", sort: "desc" } },
});

/** root: where it is drawn; screen: { queries, bounds (ascending), from, to, timeZone }. Returns { update(screen), dispose() }. */
export function mount(root, screen) {
  let running = null, isBusy = false, state = screen;
  const body = h("div.plot.s");
  root.replaceChildren(body);
  const view = new Panel(body, { headless: true, type: "timeseries", zone: screen.timeZone, onRetry: () => load() });

  async function load() {
    running?.abort();
    const { signal } = (running = new AbortController());
    view.loading();
    isBusy = true;
    try {
      const { from, to, timeZone } = state;
      await view.draw(await queryPanel({ definition: definition(state), from, to, timeZone, maxPoints: Math.max(100, Math.round(root.clientWidth)) }, { signal }));
    } catch (error) {
      if (error.name !== "AbortError") view.fail(error);
    } finally {
      if (!signal.aborted) isBusy = false;
    }
  }

  // A slow answer is waited for, and not given up for the next one.
  const refresh = refreshEvery(() => { if (!isBusy) load(); });
  refresh.every("10s");
  load();
  return {
    update: (next) => {
      if (JSON.stringify(next) === JSON.stringify(state)) return;
      state = next;
      load();
    },
    dispose: () => {
      refresh.stop();
      running?.abort();
      view.dispose();
    },
  };
}
