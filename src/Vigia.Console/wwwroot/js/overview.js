// The overview: figures with their change in a week, a few charts, and the health of what the module depends on.
import { h } from "./dom.js";
import { formatText, formatValue } from "./format.js";
import { timeSeries } from "./frames.js";
import { Panel } from "./panels.js";
import { queryPanel } from "./query.js";
import { refreshEvery } from "./refresh.js";
import { drawSpark } from "./spark.js";
import { durationText } from "./time.js";

const number = (answer, refId) => {
  const frame = answer.frames.filter((one) => one.refId === refId), values = frame[0]?.fields.find((field) => field.type === "number")?.values ?? [];
  const last = values.findLast((value) => typeof value === "number");
  return last ?? null;
};

const rows = (answer, refId) => answer.frames.filter((frame) => frame.refId === refId).flatMap((frame) => {
  const field = frame.fields.find((one) => one.type === "number");
  const value = field?.values.findLast((one) => typeof one === "number");
  return value === undefined ? [] : [{ labels: field.labels ?? {}, value }];
});

const fill = (template, ...values) => values.reduce((text, value, index) => text.replaceAll(`{${index}}`, value), template);

/** root: the page's grid; view: what OverviewView says. */
export function mount(root, view, dotnet) {
  const words = view.texts;
  const plots = new Map(view.panels.filter((panel) => panel.kind === "chart").map((panel) => [panel.name, new Panel(
    root.querySelector(`[data-overview="${panel.name}"] [data-plot]`), { headless: true, type: "timeseries", zone: view.range.timeZone, onZoom: (from, to) => dotnet.invokeMethodAsync("OnZoomAsync", Math.round(from), Math.round(to)), onRetry: () => load() })]));
  let range = view.range, running = null, open = { critical: 0, other: 0 }, seen = null;

  function change(card, now, before) {
    if (before === null || now === null) return words.NoWeek;
    const isShare = card.unit === "percentunit", difference = isShare ? (now - before) * 100 : before === 0 ? (now === 0 ? 0 : null) : (now / before - 1) * 100;
    if (difference === null) return words.NoWeek;
    if (Math.abs(difference) < 0.5) return words.Unchanged;
    const isUp = difference > 0, good = card.better === "none" ? "" : (card.better === "up") === isUp ? "up" : "down";
    const amount = `${isUp ? "▲" : "▼"} ${formatText(Math.abs(difference), "none", Math.abs(difference) < 10 ? 1 : 0)} ${isShare ? "pp" : "%"}`;
    return [h("span", { class: good }, amount), ` ${words.In7Days}`];
  }

  function detail(card, answer, now) {
    const found = rows(answer, `${card.name}:detail`);
    if (card.name === "Queue") return now ? fill(words.Oldest, durationText(1000 * (found[0]?.value ?? 0))) : words.QueueEmpty;
    const all = found.reduce((sum, row) => sum + row.value, 0);
    return all > 0 ? found.sort((a, b) => b.value - a.value).slice(0, 2).map((row) => `${formatText(row.value / all, "percentunit", 0)} ${row.labels.protocol}`).join(" · ") : " ";
  }

  const big = (value, unit, decimals = null) => {
    if (value === null) return ["–"];
    const shown = formatValue(value, unit, decimals);
    return [shown.prefix, shown.text, h("small", null, shown.suffix.trim())];
  };

  function figures(answer) {
    const all = timeSeries(answer);
    for (const card of view.cards) {
      const box = root.querySelector(`[data-figure="${card.name}"]`), now = number(answer, `${card.name}:now`);
      const value = big(now, card.unit, card.decimals);
      if (card.secondUnit) value.push(h("span.also", null, " · ", ...big(number(answer, `${card.name}:second`), card.secondUnit, 0)));
      box.querySelector("[data-value]").replaceChildren(...value);
      const below = answer.frames.some((frame) => frame.refId === `${card.name}:detail`) || card.name === "Queue" || card.name === "Connections"
        ? detail(card, answer, now) : change(card, now, number(answer, `${card.name}:week`));
      box.querySelector("[data-delta]").replaceChildren(...[below].flat());
      const line = all.series.find((series) => series.refId === `${card.name}:now`);
      drawSpark(box.querySelector("[data-spark]"), line?.values ?? [], { times: all.times, from: answer.from, to: answer.to, color: card.color, min: 0 });
    }
  }

  const states = [[1, "ok", "Healthy"], [0.5, "wn", "Degraded"], [-Infinity, "bd", "Unhealthy"]];
  const stateOf = (value) => states.find(([least]) => value >= least);

  function health(panel, answer) {
    const status = rows(answer, "status"), latency = new Map(rows(answer, "latency").map((row) => [row.labels.check, row.value]));
    const up = rows(answer, "up").filter((row) => row.labels.job === "integracao"), uptime = number(answer, "module"), memory = number(answer, "memory");
    const isUp = up.length > 0 && up.every((row) => row.value === 1);
    const things = [
      { name: words.Module, value: up.length === 0 ? null : isUp ? 1 : 0, text: uptime === null ? "" : formatText(uptime, "percentunit", uptime === 1 ? 0 : 2) },
      ...status.map((row) => ({ name: words[row.labels.check] ?? row.labels.check, value: row.value, text: latency.has(row.labels.check) ? formatText(latency.get(row.labels.check), "s") : "" })),
      { name: words.Monitor, value: 1, text: memory === null ? "" : formatText(memory, "bytes") },
    ];
    const list = root.querySelector(`[data-overview="${panel.name}"] [data-plot]`);
    list.replaceChildren(h("div.deps", null, things.map((thing) => {
      const [, dot, word] = thing.value === null ? [0, "", "Unknown"] : stateOf(thing.value);
      return h("div", null, h("i", { class: `dot ${dot}` }), h("span", null, thing.name), h("small", null, [words[word], thing.text].filter(Boolean).join(" · ")));
    })));

    seen = { up, isUp, status, things };
    verdict();
  }

  const counted = (count, one, many) => count && (count === 1 ? one : fill(many, count));

  // What is wrong, the gravest first, and each part beside it.
  function verdict() {
    if (!seen) return;
    const { up, isUp, status, things } = seen;
    const strip = root.querySelector("[data-strip]"), bad = status.filter((row) => row.value < 0.5).length, warned = status.filter((row) => row.value >= 0.5 && row.value < 1).length;
    const trouble = [
      counted(open.critical, words.OneCritical, words.ManyCritical), counted(open.other, words.OneAlert, words.ManyAlerts),
      counted(bad, words.OneUnhealthy, words.ManyUnhealthy), counted(warned, words.OneDegraded, words.ManyDegraded),
    ].filter(Boolean).join(" · ");
    strip.className = `card strip ${up.length === 0 ? "" : !isUp || bad || open.critical ? "c" : warned || open.other ? "w" : "o"}`;
    strip.replaceChildren(h("strong", { "data-verdict": true }, up.length === 0 ? words.Unknown : !isUp ? words.ModuleDown : trouble || words.AllWell), ...things.map((thing) => h("span.dep", null,
      h("i", { class: thing.value === null ? "" : stateOf(thing.value)[1] }), thing.name, h("span", null, thing.text))));
  }

  async function load() {
    running?.abort();
    const { signal } = (running = new AbortController());
    const ask = async (definition, width, show, fail) => {
      try {
        await show(await queryPanel({ definition, from: range.from, to: range.to, timeZone: range.timeZone, maxPoints: Math.max(50, Math.round(width)) }, { signal }));
      } catch (error) {
        if (error.name === "AbortError") return;
        fail(error);
      }
    };
    await Promise.all([
      ask(view.figures, 150, figures, unknown),
      ...view.panels.map((panel) => {
        const plot = plots.get(panel.name), width = root.querySelector(`[data-overview="${panel.name}"]`).clientWidth;
        plot?.loading();
        return plot ? ask(panel.definition, width, (answer) => plot.draw(answer), (error) => plot.fail(error)) : ask(panel.definition, 10, (answer) => health(panel, answer), unknown);
      }),
    ]);
  }

  // The strip says why there is nothing; each chart says so in its place.
  function unknown(error) {
    const strip = root.querySelector("[data-strip]");
    strip.className = "card strip c";
    strip.replaceChildren(h("strong", { "data-verdict": true }, error.message));
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
    alerts: (critical, other) => {
      open = { critical, other };
      verdict();
    },
    dispose: () => {
      refresh.stop();
      running?.abort();
      for (const plot of plots.values()) plot.dispose();
    },
  };
}
