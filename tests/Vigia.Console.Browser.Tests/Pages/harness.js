// Puts the console's modules where a test can reach them.
import * as answers from "./answers.js";
import { TimeChart } from "/_content/Vigia.Console/js/chart.js";
import { Crosshair } from "/_content/Vigia.Console/js/crosshair.js";
import * as color from "/_content/Vigia.Console/js/color.js";
import * as csv from "/_content/Vigia.Console/js/csv.js";
import * as dashboard from "/_content/Vigia.Console/js/dashboard.js";
import * as dom from "/_content/Vigia.Console/js/dom.js";
import * as format from "/_content/Vigia.Console/js/format.js";
import { TimeHistogram } from "/_content/Vigia.Console/js/histogram.js";
import { Panel, drawnTypes } from "/_content/Vigia.Console/js/panels.js";
import * as reduce from "/_content/Vigia.Console/js/reduce.js";
import { drawSpark } from "/_content/Vigia.Console/js/spark.js";
import * as strings from "/_content/Vigia.Console/js/strings.js";
import * as time from "/_content/Vigia.Console/js/time.js";

const root = document.getElementById("root");

/** A card with a panel drawn in it. */
async function panel(answer, { width = 12, height = 280, ...options } = {}) {
  const card = document.createElement("section");
  card.className = `card w${width}`;
  card.style.height = `${height}px`;
  root.append(card);
  const made = new Panel(card, { zone: "America/Sao_Paulo", type: answer?.panel?.type, menu: () => [], ...options });
  if (answer) await made.draw(answer);
  return made;
}

window.vigia = {
  answers,
  TimeChart,
  Crosshair,
  TimeHistogram,
  Panel,
  drawnTypes,
  color,
  csv,
  dashboard,
  dom,
  format,
  reduce,
  drawSpark,
  strings,
  time,
  panel,
  root,
};
window.settled = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
window.ready = true;
