// What Explore's queries answer: a chart, a table, what it cost; and the queries that were run in this browser.
import { h } from "./dom.js";
import { formatText } from "./format.js";
import { Panel } from "./panels.js";
import { queryPanel } from "./query.js";
import { refreshEvery } from "./refresh.js";

const HISTORY = "vigia.explore.history", MAX_HISTORY = 100;
const fill = (template, ...values) => values.reduce((text, value, index) => text.replaceAll(`{${index}}`, value), template);

// A private window may forbid storage; then there is no history.
function remembered() {
  try {
    return JSON.parse(localStorage.getItem(HISTORY) ?? "[]").filter((text) => typeof text === "string");
  } catch {
    return [];
  }
}

function remember(texts) {
  try {
    localStorage.setItem(HISTORY, JSON.stringify([...new Set([...texts, ...remembered()])].slice(0, MAX_HISTORY)));
  } catch {
    // Nothing is kept, and nothing else depends on it.
  }
}

const target = (query, instant) => ({ refId: query.refId, expr: query.expr, instant, range: !instant, format: instant ? "table" : "time_series", exemplar: !instant });
const graph = (queries) => ({
  id: 1, type: "timeseries", title: "", targets: queries.map((query) => target(query, false)),
  fieldConfig: { defaults: { custom: { lineWidth: 1.6, fillOpacity: 0, showPoints: "auto" } }, overrides: [] },
  options: { legend: { displayMode: "list", placement: "bottom", showLegend: true }, tooltip: { mode: "multi", sort: "desc" } },
});
const table = (query) => ({ id: 2, type: "table", title: "", targets: [target(query, true)], fieldConfig: { defaults: {}, overrides: [] }, options: {} });

export function mount(root, screen, dotnet) {
  const history = root.closest(".explore")?.querySelector("[data-history]");
  let running = null, state = screen, shape = "", views = [];

  function card(heading, className, options) {
    const cost = h("span.faint", { "data-cost": true }), body = h(`div.${className}`);
    const section = h("section.card.w24", { "data-result": className }, h("h2", null, h("span", null, heading), cost), body);
    root.append(section);
    const view = new Panel(body, { headless: true, zone: state.range.timeZone, onRetry: () => load(), ...options });
    return { view, cost };
  }

  // Cards stay while only their data change, so nothing jumps.
  function build() {
    const wanted = JSON.stringify([state.view, state.queries.map((query) => query.refId)]);
    if (wanted === shape) return;
    shape = wanted;
    for (const { view } of views) view.dispose();
    root.replaceChildren();
    views = [];
    if (state.queries.length === 0) return;
    const several = state.queries.length > 1;
    if (state.view !== "table") views.push({ ...card(state.texts.graph, "plot", { type: "timeseries", onZoom: (from, to) => dotnet.invokeMethodAsync("OnZoomAsync", Math.round(from), Math.round(to)) }), definition: () => graph(state.queries) });
    if (state.view !== "graph") {
      for (const { refId } of state.queries) {
        views.push({ ...card(several ? `${state.texts.table} ${refId}` : state.texts.table, "sheet", { type: "table" }), definition: () => table(state.queries.find((query) => query.refId === refId)) });
      }
    }
  }

  async function load() {
    running?.abort();
    build();
    const { signal } = (running = new AbortController()), { from, to, timeZone } = state.range;
    for (const { view } of views) view.loading();
    await Promise.all(views.map(async ({ view, cost, definition }) => {
      const slow = setTimeout(() => cost.replaceChildren(state.texts.running, " ", h("button.link", { type: "button", onclick: () => running.abort() }, state.texts.cancel)), 600);
      try {
        const answer = await queryPanel({ definition: definition(), from, to, timeZone, maxPoints: Math.max(100, Math.round(root.clientWidth)) }, { signal });
        await view.draw(answer);
        cost.textContent = fill(state.texts.cost, ...[answer.stats.series, answer.stats.samples].map((count) => formatText(count, "locale")), formatText(answer.stats.milliseconds, "none", 1));
      } catch (error) {
        cost.textContent = "";
        if (error.name !== "AbortError") view.fail(error);
      } finally {
        clearTimeout(slow);
      }
    }));
  }

  function showHistory() {
    const texts = remembered();
    history?.replaceChildren(...(texts.length === 0 ? [h("p.hint", null, state.texts.historyEmpty)] : [
      ...texts.map((text) => h("button", { type: "button", title: text, onclick: () => { history.closest("details").open = false; dotnet.invokeMethodAsync("OnChooseAsync", text); } }, text)),
      h("button", { type: "button", onclick: () => { localStorage.removeItem(HISTORY); showHistory(); } }, state.texts.historyClear),
    ]));
  }

  history?.closest("details").addEventListener("toggle", showHistory);
  const refresh = refreshEvery(load);
  refresh.every(state.range.refresh);
  load();
  return {
    update: (next) => {
      const asked = JSON.stringify(next.queries) !== JSON.stringify(state.queries);
      state = next;
      refresh.every(state.range.refresh);
      if (asked) remember(next.queries.map((query) => query.expr));
      load();
    },
    dispose: () => {
      refresh.stop();
      running?.abort();
      for (const { view } of views) view.dispose();
    },
  };
}
