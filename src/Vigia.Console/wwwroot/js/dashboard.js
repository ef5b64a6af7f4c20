// A dashboard in the browser: asks for the panels in sight, draws them, refreshes them while somebody looks.
import { Crosshair } from "./crosshair.js";
import { downloadCsv } from "./csv.js";
import { loadEcharts } from "./echarts.js";
import { Panel } from "./panels.js";
import { QueryQueue, queryPanel } from "./query.js";
import { text } from "./strings.js";
import { isRelative, parseRange } from "./time.js";

const MIN_REFRESH = 1000,
  MIN_POINTS = 60,
  MAX_POINTS = 1200,
  ROOT_MARGIN = "200px";

/** Loads what drawing needs, for pages from which a dashboard is a click away. */
export function prepare() {
  loadEcharts().catch((error) => console.warn(`${error.message}; the first chart will try again`));
}

/**
 * Mounts a dashboard on element, whose slots are [data-panel] (id) with optional data-repeat (JSON of variables), data-type and
 * data-title; the module owns what is inside a slot. options: { dashboard (uid), from, to, timeZone, refresh (ms, 0 for none),
 * variables, adhoc, graphTooltip (0, 1, 2), definitions ({ id: panel object } for pages without a stored dashboard), links
 * (panelId → [{ label, href }]), view (the panel that is shown alone), traces (whether /ui/traces/{id} is there), queryUrl, echartsUrl, keepUrl }.
 * dotnet: a DotNetObjectReference or null; called: RangeChanged(from, to) after a zoom, ViewChanged(panelId or null).
 * Returns { update(options), refresh(), view(id), dispose() }.
 */
export function mount(element, options, dotnet = null) {
  return new Dashboard(element, options, dotnet);
}

class Dashboard {
  #slots = new Map();
  #queue = new QueryQueue();
  #timer = 0;
  #disposed = false;
  #undo = [];

  constructor(element, options, dotnet) {
    this.element = element;
    this.options = { refresh: 0, timeZone: "browser", variables: {}, adhoc: [], graphTooltip: 1, ...options };
    this.dotnet = dotnet;
    this.crosshair = new Crosshair(this.options.graphTooltip);
    this.observer = new IntersectionObserver((entries) => this.#seen(entries), { rootMargin: ROOT_MARGIN });
    const visibility = () => this.#visibility(),
      pop = () => this.#fromUrl(),
      keys = (event) => event.key === "Escape" && this.viewed !== null && this.view(null);
    document.addEventListener("visibilitychange", visibility);
    addEventListener("popstate", pop);
    addEventListener("keydown", keys);
    this.#undo.push(
      () => document.removeEventListener("visibilitychange", visibility),
      () => removeEventListener("popstate", pop),
      () => removeEventListener("keydown", keys),
    );
    this.viewed = null;
    this.#collect();
    this.#view(this.options.view ?? new URLSearchParams(location.search).get("viewPanel"));
    this.#arm();
  }

  /** Takes over new options (those given); asks again where the question has changed, and for slots that are new. */
  update(options = {}) {
    const before = this.#question();
    Object.assign(this.options, options);
    this.crosshair.mode = this.options.graphTooltip;
    this.#collect();
    this.#view(options.view === undefined ? this.viewed : options.view);
    if (this.#question() !== before) this.#stale(true);
    this.#arm();
  }

  refresh() {
    this.#stale(true);
  }

  /** Shows one panel over the whole window, or with null the dashboard again; the address follows. */
  view(id) {
    if (this.options.keepUrl !== true) {
      const url = new URL(location.href);
      if (id === null) url.searchParams.delete("viewPanel");
      else url.searchParams.set("viewPanel", id);
      history.pushState(history.state, "", url);
    }
    this.#view(id);
    this.#tell("ViewChanged", id === null ? null : String(id));
  }

  dispose() {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.observer.disconnect();
    for (const undo of this.#undo) undo();
    for (const slot of this.#slots.values()) this.#drop(slot);
    this.#slots.clear();
  }

  #question() {
    const { dashboard, from, to, timeZone, variables, adhoc, definitions } = this.options;
    return JSON.stringify([dashboard, from, to, timeZone, variables, adhoc, definitions]);
  }

  #collect() {
    const found = new Set();
    for (const node of this.element.querySelectorAll("[data-panel]")) {
      const key = `${node.dataset.panel}|${node.dataset.repeat ?? ""}`,
        known = this.#slots.get(node);
      found.add(node);
      if (known?.key === key) continue;
      if (known) this.#drop(known);
      const slot = {
        node,
        key,
        id: node.dataset.panel,
        repeat: node.dataset.repeat ? JSON.parse(node.dataset.repeat) : null,
        visible: false,
        stale: true,
        abort: null,
        panel: null,
      };
      slot.panel = new Panel(node, {
        type: node.dataset.type,
        title: node.dataset.title,
        zone: this.options.timeZone,
        crosshair: this.crosshair,
        echartsUrl: this.options.echartsUrl,
        onZoom: (from, to) => this.#zoom(from, to),
        onZoomOut: () => this.#zoomOut(),
        onRetry: () => this.#ask(slot),
        traceUrl: this.options.traces ? (id) => `/ui/traces/${encodeURIComponent(id)}` : null,
        menu: () => this.#items(slot),
      });
      this.#slots.set(node, slot);
      this.observer.observe(node);
    }
    for (const [node, slot] of this.#slots) {
      if (found.has(node)) continue;
      this.#drop(slot);
      this.#slots.delete(node);
    }
  }

  #drop(slot) {
    this.observer.unobserve(slot.node);
    this.#queue.remove(slot);
    slot.abort?.abort();
    slot.panel.dispose();
  }

  #items(slot) {
    const items = [
      { label: text(this.viewed === slot.id ? "panel.close" : "panel.view"), run: () => this.view(this.viewed === slot.id ? null : slot.id) },
    ];
    for (const link of this.options.links?.[slot.id] ?? []) items.push(link);
    items.push({ label: text("panel.refresh"), run: () => this.#ask(slot) });
    if (slot.panel.answer) items.push({ label: text("panel.csv"), run: () => downloadCsv(slot.panel.answer, slot.panel.answer.panel?.title) });
    return items;
  }

  #seen(entries) {
    for (const entry of entries) {
      const slot = this.#slots.get(entry.target);
      if (!slot) continue;
      slot.visible = entry.isIntersecting;
      slot.top = entry.boundingClientRect.top;
      if (slot.visible && slot.stale) this.#ask(slot);
    }
  }

  // All panels' data is old; those in sight are asked for at once, the others when they come into it.
  #stale(abort) {
    for (const slot of this.#slots.values()) {
      // A slow panel is not asked again while its answer to the same question is still on its way.
      if (!abort && slot.abort) continue;
      slot.stale = true;
      if (slot.visible) this.#ask(slot);
    }
  }

  #ask(slot) {
    slot.abort?.abort();
    slot.abort = new AbortController();
    slot.stale = false;
    slot.panel.loading();
    const { abort } = slot;
    this.#queue.add(slot, slot.top ?? 0, () => this.#run(slot, abort));
  }

  async #run(slot, abort) {
    if (abort.signal.aborted) return;
    const { dashboard, from, to, timeZone, variables, adhoc, definitions } = this.options,
      definition = definitions?.[slot.id];
    const body = {
      ...(definition ? { definition } : { dashboard, panel: Number(slot.id) }),
      repeat: slot.repeat,
      from: String(from),
      to: String(to),
      timeZone: timeZone === "browser" ? Intl.DateTimeFormat().resolvedOptions().timeZone : timeZone,
      maxPoints: Math.round(Math.min(MAX_POINTS, Math.max(MIN_POINTS, slot.node.clientWidth))),
      variables,
      adhoc,
    };
    try {
      const answer = await queryPanel(body, { signal: abort.signal, url: this.options.queryUrl });
      if (abort.signal.aborted || this.#disposed) return;
      slot.abort = null;
      await slot.panel.draw(answer);
    } catch (error) {
      if (abort.signal.aborted || this.#disposed) return;
      slot.abort = null;
      if (error.status === undefined) throw error;
      slot.panel.fail(error);
    }
  }

  // Refreshes stand on round times of the interval, so that all who look at a dashboard ask the same questions together.
  #arm() {
    clearTimeout(this.#timer);
    const { refresh, to } = this.options;
    if (this.#disposed || !(refresh > 0) || !isRelative(to) || document.hidden) return;
    const interval = Math.max(MIN_REFRESH, refresh);
    this.#timer = setTimeout(
      () => {
        this.#stale(false);
        this.#arm();
      },
      interval - (Date.now() % interval),
    );
  }

  #visibility() {
    clearTimeout(this.#timer);
    if (document.hidden) {
      this.hiddenAt = Date.now();
      return;
    }
    if (this.options.refresh > 0 && isRelative(this.options.to) && Date.now() - (this.hiddenAt ?? Date.now()) >= this.options.refresh)
      this.#stale(false);
    this.#arm();
  }

  #zoom(from, to) {
    if (to - from < 1) return;
    this.#setRange(String(Math.floor(from)), String(Math.ceil(to)));
  }

  // Twice the range around the same middle.
  #zoomOut() {
    const { from, to } = parseRange(this.options.from, this.options.to, this.options.timeZone),
      half = (to - from) / 2;
    this.#setRange(String(Math.floor(from - half)), String(Math.ceil(to + half)));
  }

  #setRange(from, to) {
    if (this.options.keepUrl !== true) {
      const url = new URL(location.href);
      url.searchParams.set("from", from);
      url.searchParams.set("to", to);
      history.pushState(history.state, "", url);
    }
    this.update({ from, to });
    this.#tell("RangeChanged", from, to);
  }

  #fromUrl() {
    if (this.options.keepUrl === true) return;
    const query = new URLSearchParams(location.search),
      from = query.get("from") ?? this.initial?.from,
      to = query.get("to") ?? this.initial?.to;
    this.#view(query.get("viewPanel"));
    if (from && to && (from !== this.options.from || to !== this.options.to)) {
      this.update({ from, to });
      this.#tell("RangeChanged", from, to);
    }
  }

  #view(id) {
    this.viewed = id === null ? null : String(id);
    this.initial ??= { from: this.options.from, to: this.options.to };
    for (const slot of this.#slots.values()) slot.node.classList.toggle("full", slot.id === this.viewed);
    document.documentElement.classList.toggle("viewing", this.viewed !== null && [...this.#slots.values()].some((slot) => slot.id === this.viewed));
  }

  #tell(method, ...values) {
    // A circuit that has just gone away takes its page with it: there is nobody left to tell.
    this.dotnet?.invokeMethodAsync(method, ...values).catch((error) => console.warn(`${method}: ${error.message}`));
  }
}
