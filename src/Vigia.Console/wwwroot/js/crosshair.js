// The crosshair that charts of a page share, so that one moment can be read in all of them.

export const OWN = 0,
  LINE = 1,
  TOOLTIP = 2; // Grafana's graphTooltip

export class Crosshair {
  #charts = new Set();

  /** mode: OWN keeps each chart's to itself, LINE draws the line in all, TOOLTIP their values too. */
  constructor(mode = LINE) {
    this.mode = mode;
  }

  add(chart) {
    this.#charts.add(chart);
  }

  remove(chart) {
    this.#charts.delete(chart);
  }

  /** Tells all other charts which time the reader points at; null when at none. */
  move(source, time) {
    if (this.mode === OWN) return;
    for (const chart of this.#charts) if (chart !== source) chart.follow(time, this.mode === TOOLTIP);
  }
}
