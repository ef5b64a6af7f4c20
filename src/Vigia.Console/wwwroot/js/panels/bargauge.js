// Bars beside their names, each in its own range.
import { h } from "../dom.js";
import { color, onThemeChange, readable, thresholdColor } from "../color.js";
import { joined, onSize, reducedValues, share } from "./values.js";

const LCD = 32;

export class BarGaugePanel {
  #answer = null;

  constructor(element, context) {
    this.context = context;
    this.root = h("div.bargauge");
    element.append(this.root);
    const undo = [onSize(this.root, () => this.#layout()), onThemeChange(() => this.#layout())];
    this.dispose = () => {
      undo.forEach((one) => one());
      this.root.remove();
    };
  }

  draw(answer) {
    this.#answer = answer;
    this.#layout();
  }

  #layout() {
    if (!this.#answer) return;
    const options = this.#answer.options ?? {},
      values = reducedValues(this.#answer, this.context.zone);
    const upright =
      options.orientation === "vertical" ||
      ((options.orientation ?? "auto") === "auto" && this.root.clientWidth > this.root.clientHeight * 3 && values.length > 3);
    this.root.classList.toggle("upright", upright);
    this.root.replaceChildren(
      ...values.map((one) => {
        const part = share(one.value, one.min, one.max),
          own = one.shown.color ?? color("--accent"),
          size = `${(part * 100).toFixed(2)}%`;
        const bar =
          options.displayMode === "lcd"
            ? h(
                "div.bar-lcd",
                null,
                Array.from({ length: LCD }, (_, index) => {
                  const at = one.min + ((index + 0.5) / LCD) * (one.max - one.min);
                  return h("i", {
                    class: (index + 0.5) / LCD <= part ? "lit" : "",
                    style: {
                      background:
                        one.field.config?.colorMode === "thresholds"
                          ? color(thresholdColor(at, one.field.config.thresholds, one.min, one.max) ?? "--ok")
                          : own,
                    },
                  });
                }),
              )
            : h("div.bar-fill", { style: { [upright ? "height" : "width"]: size, background: own } });
        return h(
          "div.bar-row",
          { role: "img", "aria-label": `${one.name}: ${joined(one.shown)}` },
          h("span.bar-name", { title: one.name }, one.name),
          h("div.bar-track", { class: options.showUnfilled === false || options.displayMode === "lcd" ? "bare" : "" }, bar),
          options.valueMode === "hidden"
            ? null
            : h("b.bar-value", { style: { color: options.valueMode === "text" ? color("--ink") : readable(own) } }, joined(one.shown)),
        );
      }),
    );
  }
}
