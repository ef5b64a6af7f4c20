// The console's first page as the sketch shows it, out of the style sheet and the modules.
import "./harness.js";

const { answers, TimeChart, Crosshair, drawSpark } = window.vigia;
window.ready = false;
answers.restart();
const walks = [
  [1200, 160, 30, "--s1"],
  [6, 6, 90, "--bad"],
  [84, 9, 16, "--s3"],
  [300, 90, 22, "--s2"],
  [1940, 60, 40, "--s5"],
  [37, 7, 25, "--s6"],
];
document
  .querySelectorAll(".spark")
  .forEach((element, index) => drawSpark(element, answers.walk(...walks[index].slice(0, 3)), { color: walks[index][3] }));
const crosshair = new Crosshair(1),
  all = answers.all(),
  options = { zone: "America/Sao_Paulo", crosshair };
await new TimeChart(document.getElementById("p1"), { ...options, title: "Mensagens por protocolo" }).draw(all.stacked);
await new TimeChart(document.getElementById("p2"), { ...options, title: "Latência das requisições" }).draw({
  ...all.lines,
  exemplars: [],
  annotations: [],
  options: { legend: { displayMode: "list" } },
});
window.ready = true;
