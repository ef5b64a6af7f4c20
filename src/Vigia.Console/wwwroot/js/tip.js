// The tooltip: one for the page and chart that asks, beside the pointer, never under it and never out of the window.
import { h } from "./dom.js";
import { text } from "./strings.js";

const MAX_ROWS = 24;
const tips = new Map(); // one for each chart that shows one now; a chart takes its own away

/** content: { title, rows: [{ name, value, color }], nearest: index of the row to stress }. x and y in the window. */
export function showTip(owner, content, x, y) {
  let tip = tips.get(owner);
  if (!tip) {
    tip = h("div.tip", { role: "presentation" });
    document.body.append(tip);
    tips.set(owner, tip);
  }
  let rows = content.rows,
    nearest = content.nearest ?? -1;
  const more = rows.length - MAX_ROWS;
  if (more > 0) {
    // Of too many rows those around the stressed one are worth the room.
    const start = Math.min(more, Math.max(0, nearest - (MAX_ROWS >> 1)));
    rows = rows.slice(start, start + MAX_ROWS);
    nearest -= start;
  }
  tip.replaceChildren(
    h("div.tip-title", null, content.title),
    ...rows.map((row, index) =>
      h(
        "div.tip-row",
        { class: index === nearest && rows.length > 1 ? "on" : null },
        h("i.swatch", { style: row.color ? { background: row.color } : { visibility: "hidden" } }),
        h("span", null, row.name),
        h("b", null, row.value),
      ),
    ),
    more > 0 ? h("div.tip-more", null, text("chart.more-rows", more)) : "",
  );
  const { width, height } = tip.getBoundingClientRect(),
    gap = 14;
  const left = x + gap + width > innerWidth - 8 ? x - gap - width : x + gap;
  tip.style.transform = `translate(${Math.max(8, Math.min(left, innerWidth - width - 8))}px, ${Math.max(8, Math.min(y + gap, innerHeight - height - 8))}px)`;
}

export function hideTip(owner) {
  tips.get(owner)?.remove();
  tips.delete(owner);
}
