// One panel: its head, its states, and whatever draws its type.
import { h, anchor, icon } from "./dom.js";
import { TimeChart } from "./chart.js";
import { Heatmap } from "./heatmap.js";
import { isEmpty, isWithoutNumbers } from "./frames.js";
import { BarGaugePanel } from "./panels/bargauge.js";
import { BarsPanel } from "./panels/bars.js";
import { GaugePanel } from "./panels/gauge.js";
import { PiePanel } from "./panels/pie.js";
import { StatPanel } from "./panels/stat.js";
import { TablePanel } from "./panels/table.js";
import { TextPanel } from "./panels/text.js";
import { TimelinePanel } from "./panels/timeline.js";
import { reducedValues } from "./panels/values.js";
import { hasText, text } from "./strings.js";

// Milliseconds after which waiting is worth a movement: each frame of one paints the whole page anew.
const SLOW = 700;

const TYPES = {
  timeseries: TimeChart,
  heatmap: Heatmap,
  stat: StatPanel,
  gauge: GaugePanel,
  bargauge: BarGaugePanel,
  table: TablePanel,
  piechart: PiePanel,
  text: TextPanel,
  barchart: BarsPanel,
  histogram: BarsPanel,
  "state-timeline": TimelinePanel,
  "status-history": TimelinePanel,
};

// They show values of fields that their options choose, and there may be none of those.
const OF_VALUES = new Set(["stat", "gauge", "bargauge", "piechart"]);

export const drawnTypes = Object.keys(TYPES);

/** The sentence for the contract's unsupported: { code, arguments }. */
export function unsupportedText({ code, arguments: values = [] }) {
  return hasText(`unsupported.${code}`) ? text(`unsupported.${code}`, ...values) : text("unsupported.other", [code, ...values].join(" "));
}

/** The sentence for a failure: { status, message }; status 0 where no answer came. */
export function failureText({ status, message }) {
  const known = { 0: "state.unreachable", 401: "state.unauthorized", 403: "state.forbidden", 404: "state.notfound", 504: "state.timeout" }[status];
  return known ? text(known) : message || String(status);
}

/**
 * A panel in an element that it owns (section.card.panel; nothing else may write inside it). options: type and title for the time
 * before the first answer, zone, crosshair, onZoom, onZoomOut, traceUrl, onRetry(), menu() → [{ label, href } or { label, run }],
 * echartsUrl, headless (no head).
 */
export class Panel {
  #renderer = null;
  #type = null;
  #answer = null;
  #open = null;
  #slow = 0;

  constructor(element, options = {}) {
    this.element = element;
    this.options = options;
    this.title = h("h2", null, options.title ?? "");
    this.badge = h("span.panel-badge");
    this.menuButton = options.menu
      ? h(
          "button.btn.plain.panel-menu",
          {
            type: "button",
            "aria-haspopup": "menu",
            "aria-expanded": "false",
            "aria-label": text("panel.menu", options.title ?? ""),
            onclick: () => this.#menu(),
          },
          icon("dots"),
        )
      : null;
    this.head = h("header.panel-head", { hidden: !!options.headless }, this.title, this.badge, this.menuButton);
    this.body = h("div.panel-body");
    this.bar = h("div.panel-busy", { "aria-hidden": "true" });
    element.classList.add("panel");
    element.replaceChildren(this.bar, this.head, this.body);
    this.loading();
  }

  get answer() {
    return this.#answer;
  }

  get chart() {
    return this.#renderer;
  }

  /** A skeleton before the first answer; afterwards a thin line while the drawn data stays. */
  loading() {
    this.element.classList.add("busy");
    this.element.setAttribute("aria-busy", "true");
    clearTimeout(this.#slow);
    this.#slow = setTimeout(() => this.element.classList.add("slow"), SLOW);
    if (this.#answer || this.body.querySelector(".state")) return;
    this.body.replaceChildren(skeleton(this.options.type));
  }

  /** Draws an answer of the contract; resolves when it is drawn. */
  async draw(answer) {
    this.#idle();
    const panel = answer.panel ?? {},
      title = panel.title ?? this.options.title ?? "";
    this.title.textContent = title;
    this.element.setAttribute("aria-label", title);
    this.menuButton?.setAttribute("aria-label", text("panel.menu", title));
    this.element.classList.toggle("transparent", !!panel.transparent);
    this.head.classList.toggle("untitled", !title);
    this.#answer = answer;
    this.#badges(answer);
    const errors = (answer.notices ?? []).filter((notice) => notice.severity === "error");
    if (answer.unsupported) return this.#state("info", null, unsupportedText(answer.unsupported));
    if (panel.type !== "text" && (isEmpty(answer) || (OF_VALUES.has(panel.type) && reducedValues(answer, this.options.zone).length === 0))) {
      if (errors.length > 0) {
        this.badge.querySelector(".panel-note.c")?.remove(); // said once is enough
        return this.#state("error", text("state.error"), [...new Set(errors.map((notice) => notice.text))].join("\n"), true);
      }
      return this.#state("empty", text("state.empty"), text("state.empty.hint"));
    }
    if (panel.type === "timeseries" && isWithoutNumbers(answer)) return this.#state("empty", text("state.empty"), text("state.nonumbers"));
    const Renderer = TYPES[panel.type];
    if (!Renderer) return this.#state("info", null, unsupportedText({ code: "panel-type", arguments: [panel.type] }));
    if (!this.#renderer || this.#type !== panel.type) {
      this.#clear();
      this.#renderer = new Renderer(this.body, { ...this.options, title });
      this.#type = panel.type;
    }
    try {
      await this.#renderer.draw(answer);
    } catch (error) {
      // A panel that cannot draw says so in its place; the rest of the page goes on.
      console.error(error);
      this.#state("error", text("state.error"), error.message, true);
    }
  }

  /** Shows a failed request: with data drawn as a badge above it, else in its place. */
  fail(failure) {
    this.#idle();
    const words = failureText(failure);
    if (this.#renderer) {
      this.badge.replaceChildren(badge([{ severity: "error", text: words }]));
      return;
    }
    this.#state("error", text("state.error"), words, true);
  }

  dispose() {
    this.#close();
    this.#clear();
    clearTimeout(this.#slow);
    this.element.replaceChildren();
    this.element.classList.remove("panel", "busy", "slow", "transparent");
  }

  #idle() {
    clearTimeout(this.#slow);
    this.element.classList.remove("busy", "slow");
    this.element.removeAttribute("aria-busy");
  }

  #clear() {
    this.#renderer?.dispose();
    this.#renderer = null;
    this.#type = null;
    this.body.replaceChildren();
  }

  #state(kind, strong, words, retry = false) {
    this.#clear();
    this.body.replaceChildren(
      h(
        "div.state",
        { class: kind, role: kind === "error" ? "alert" : null },
        icon(kind === "error" ? "alert" : kind === "empty" ? "empty" : "info"),
        strong ? h("strong", null, strong) : null,
        h("p", null, words),
        retry && this.options.onRetry ? h("button.btn.small", { type: "button", onclick: () => this.options.onRetry() }, text("state.retry")) : null,
      ),
    );
  }

  #badges(answer) {
    const nodes = [],
      notices = answer.notices ?? [],
      links = answer.panel?.links ?? [];
    if (answer.panel?.description)
      nodes.push(popover(icon("info"), text("panel.description"), [h("p.pre", null, answer.panel.description)], "plain"));
    if (notices.length > 0) nodes.push(badge(notices));
    if (links.length > 0)
      nodes.push(
        h(
          "span.panel-links",
          null,
          links.slice(0, 3).map((link) => anchor(link, link.title || link.url)),
        ),
      );
    this.badge.replaceChildren(...nodes);
  }

  #menu() {
    if (this.#open) return this.#close();
    const items = this.options.menu();
    if (this.#renderer?.showTable)
      items.push({
        label: text(this.#renderer.tableShown ? "panel.chart" : "panel.table"),
        run: () => this.#renderer.showTable(!this.#renderer.tableShown),
      });
    const list = h(
      "div.menu.panel-menu-list",
      { role: "menu" },
      items.map((item) => {
        const node = item.href ? anchor({ url: item.href, newTab: item.newTab }, item.label) : h("button", { type: "button" }, item.label);
        node.setAttribute("role", "menuitem");
        node.addEventListener("click", () => {
          this.#close();
          item.run?.();
        });
        return node;
      }),
    );
    const outside = (event) => {
      if (!list.contains(event.target) && !this.menuButton.contains(event.target)) this.#close();
    };
    const keys = (event) => {
      if (event.key === "Escape") {
        this.#close();
        this.menuButton.focus();
      }
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      event.preventDefault();
      const all = [...list.children],
        at = all.indexOf(document.activeElement);
      all[(at + (event.key === "ArrowDown" ? 1 : all.length - 1)) % all.length].focus();
    };
    document.addEventListener("pointerdown", outside);
    list.addEventListener("keydown", keys);
    this.#open = () => {
      document.removeEventListener("pointerdown", outside);
      list.remove();
      this.menuButton.setAttribute("aria-expanded", "false");
    };
    this.menuButton.setAttribute("aria-expanded", "true");
    this.head.append(list);
    list.firstElementChild?.focus();
  }

  #close() {
    this.#open?.();
    this.#open = null;
  }
}

function badge(notices) {
  const worst = notices.some((one) => one.severity === "error") ? "c" : notices.some((one) => one.severity === "warning") ? "w" : "i";
  const words = notices.length === 1 ? text("notice") : text("notices", notices.length);
  return popover(
    icon(worst === "i" ? "info" : "alert"),
    words,
    notices.map((one) => h("p.pre", null, one.refId ? h("b", null, `${text("notice.query", one.refId)}: `) : null, one.text)),
    worst,
  );
}

// A button with its words below it while pointed at, focused or pressed.
function popover(sign, label, content, kind) {
  const pop = h("div.pop.panel-pop", { role: "tooltip" }, content);
  // Where it would leave the window it is moved back into it.
  const place = (event) => {
    pop.style.left = `${Math.min(-8, innerWidth - 12 - event.currentTarget.getBoundingClientRect().left - pop.offsetWidth)}px`;
  };
  return h(
    "span.panel-note",
    { class: kind, onpointerenter: place, onfocusin: place },
    h("button", { type: "button", "aria-label": `${label}: ${content.map((node) => node.textContent).join(" ")}` }, sign),
    pop,
  );
}

function skeleton(type) {
  const block = (style) => h("i.skeleton", { style });
  const shape =
    {
      table: () => Array.from({ length: 6 }, (_, index) => block({ height: "14px", width: `${96 - index * 7}%` })),
      text: () => Array.from({ length: 4 }, (_, index) => block({ height: "13px", width: `${94 - index * 14}%` })),
      stat: () => [block({ height: "34px", width: "46%" }), block({ height: "24px", width: "100%", "margin-top": "auto" })],
      gauge: () => [block({ height: "100%", "aspect-ratio": "1", "border-radius": "50%", margin: "auto" })],
      piechart: () => [block({ height: "100%", "aspect-ratio": "1", "border-radius": "50%", margin: "auto" })],
      bargauge: () => Array.from({ length: 4 }, () => block({ height: "20px", width: "100%" })),
    }[type] ?? (() => [block({ flex: "1", width: "100%" }), block({ height: "12px", width: "38%" })]);
  return h("div.panel-skeleton", { role: "status", "aria-label": text("state.loading") }, shape());
}
