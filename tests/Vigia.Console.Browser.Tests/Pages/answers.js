// Answers of the contract, the same in every run.

export const FROM = Date.UTC(2024, 10, 22, 15, 0, 0),
  STEP = 15000,
  COUNT = 240,
  TO = FROM + STEP * COUNT;
let seed = 7;
const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
export const restart = () => {
  seed = 7;
};
const times = Array.from({ length: COUNT }, (_, index) => FROM + index * STEP);
export const walk = (base, swing, width, count = COUNT) =>
  Array.from({ length: count }, (_, index) => Math.max(0, base + swing * Math.sin(index / width) + (random() - 0.5) * swing * 0.5));
const thresholds = (...steps) => ({ mode: "absolute", steps: steps.map(([value, color]) => ({ value, color })) });
const timeField = { name: "Time", type: "time", values: times };

export function series(name, values, config = {}, custom = {}, refId = "A") {
  return {
    refId,
    name,
    fields: [
      timeField,
      {
        name: "Value",
        type: "number",
        labels: { instance: name },
        displayName: name,
        values,
        config: { unit: "short", colorMode: "palette-classic", ...config, custom: { lineWidth: 1, fillOpacity: 0, drawStyle: "line", ...custom } },
      },
    ],
  };
}

export function answer(type, title, frames, options = {}, more = {}) {
  return {
    panel: { id: 1, type, title, description: null, transparent: false, links: [] },
    unsupported: null,
    notices: [],
    from: FROM,
    to: TO,
    step: STEP,
    options,
    frames,
    exemplars: [],
    annotations: [],
    stats: { milliseconds: 3, samples: 720, series: frames.length },
    ...more,
  };
}

const gap = (values, from, to) => values.map((value, index) => (index >= from && index < to ? null : value));

export function all() {
  restart();
  const stack = { stacking: { mode: "normal", group: "A" }, fillOpacity: 18 };
  const up = [{ type: "value", options: { 1: { text: "Up", color: "green", index: 0 }, 0: { text: "Down", color: "red", index: 1 } } }];
  const states = (pattern) => Array.from({ length: COUNT }, (_, index) => pattern[Math.floor(index / (COUNT / pattern.length))]);
  const timeline = (name, pattern) => ({
    refId: "A",
    name,
    fields: [
      timeField,
      {
        name,
        displayName: name,
        type: "number",
        values: states(pattern),
        config: { mappings: up, colorMode: "thresholds", thresholds: thresholds([null, "red"], [1, "green"]) },
      },
    ],
  });
  const heat = Array.from({ length: 12 }, (_, index) => ({
    refId: "A",
    name: String(0.005 * 2 ** index),
    fields: [
      timeField,
      {
        name: "Value",
        type: "number",
        labels: { le: String(0.005 * 2 ** index) },
        displayName: String(0.005 * 2 ** index),
        values: walk(90 * Math.exp(-((index - 5.5) ** 2) / 6), 40 * Math.exp(-((index - 5.5) ** 2) / 9), 20 + index).map((value) =>
          value < 1 ? 0 : Math.round(value),
        ),
        config: {},
      },
    ],
  }));
  const rows = 500,
    names = Array.from({ length: rows }, (_, index) => `service-${String(index).padStart(3, "0")}`);
  const table = {
    refId: "A",
    name: "",
    fields: [
      {
        name: "service",
        type: "string",
        values: names,
        config: { links: [{ title: "open", url: "/ui/explore?service=${__value.raw}", newTab: false }] },
      },
      { name: "Requests", type: "number", values: names.map(() => Math.round(random() * 90000)), config: { unit: "reqps", custom: {} } },
      {
        name: "Errors",
        type: "number",
        values: names.map((_, index) => (index % 17 === 3 ? null : random() * 20)),
        config: {
          unit: "percent",
          colorMode: "thresholds",
          thresholds: thresholds([null, "green"], [5, "orange"], [12, "red"]),
          custom: { cellOptions: { type: "color-text" } },
        },
      },
      {
        name: "CPU",
        type: "number",
        values: names.map(() => random()),
        config: {
          unit: "percentunit",
          min: 0,
          max: 1,
          colorMode: "thresholds",
          thresholds: thresholds([null, "green"], [0.8, "red"]),
          custom: { cellOptions: { type: "gauge" } },
        },
      },
      {
        name: "State",
        type: "number",
        values: names.map((_, index) => (index % 5 === 0 ? 0 : 1)),
        config: {
          mappings: up,
          colorMode: "thresholds",
          thresholds: thresholds([null, "red"], [1, "green"]),
          custom: { cellOptions: { type: "color-background" }, align: "center", width: 90 },
        },
      },
      { name: "Since", type: "time", values: names.map((_, index) => TO - index * 61000), config: {} },
    ],
  };
  const instant = (unit, values, config = {}) =>
    values.map(([name, value]) => ({
      refId: "A",
      name,
      fields: [
        { name: "Time", type: "time", values: [TO] },
        { name: "Value", type: "number", displayName: name, values: [value], config: { unit, ...config } },
      ],
    }));
  return {
    stacked: answer(
      "timeseries",
      "Mensagens por protocolo",
      [
        series("http", walk(720, 90, 34), { unit: "suffix:/s" }, stack),
        series("mqtt", walk(390, 60, 27), { unit: "suffix:/s", color: "--s3" }, stack),
        series("websocket", walk(140, 25, 19), { unit: "suffix:/s", color: "--s5" }, stack),
      ],
      { legend: { displayMode: "list", placement: "bottom", showLegend: true, calcs: [] }, tooltip: { mode: "multi", sort: "desc" } },
    ),
    lines: answer(
      "timeseries",
      "Latência das requisições",
      [
        ["p50", 18, 3, "--s3"],
        ["p95", 84, 9, "--s2"],
        ["p99", 168, 24, "--s4"],
      ].map(([name, base, swing, color], index) =>
        series(
          name,
          index === 1 ? gap(walk(base, swing, 16), 90, 120) : walk(base, swing, 16),
          { unit: "ms", color, thresholds: thresholds([null, "green"], [190, "red"]) },
          index === 2 ? { thresholdsStyle: { mode: "dashed" } } : {},
        ),
      ),
      { legend: { displayMode: "table", placement: "bottom", showLegend: true, calcs: ["mean", "max", "lastNotNull"] } },
      {
        exemplars: [
          {
            refId: "A",
            time: FROM + 600000,
            value: 120,
            traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
            labels: { trace_id: "4bf92f3577b34da6a3ce929d0e0e4736" },
          },
          { refId: "A", time: FROM + 1900000, value: 60, traceId: null, labels: {} },
        ],
        annotations: [
          { time: FROM + 1200000, timeEnd: null, title: "Deploy", text: "integracao 1.4.2", tags: ["deploy"] },
          { time: FROM + 2400000, timeEnd: FROM + 2700000, title: "Manutenção", text: "", tags: [] },
        ],
      },
    ),
    axes: answer(
      "timeseries",
      "CPU e memória com um título tão comprido que não cabe na largura do cartão e precisa ser cortado",
      [
        series("cpu", walk(0.37, 0.1, 25), { unit: "percentunit" }, { axisLabel: "CPU" }),
        series(
          "memory",
          walk(1.4e9, 1e8, 40),
          { unit: "bytes" },
          { axisPlacement: "right", axisLabel: "RAM", fillOpacity: 12, lineInterpolation: "stepAfter" },
        ),
      ],
      { legend: { displayMode: "list", placement: "right", showLegend: true, calcs: ["lastNotNull"] } },
      {
        notices: [{ severity: "warning", refId: "A", text: "PromQL info: metric might not be a counter" }],
        panel: {
          id: 3,
          type: "timeseries",
          title: "CPU e memória com um título tão comprido que não cabe na largura do cartão e precisa ser cortado",
          description: "Uso do processo",
          links: [],
        },
      },
    ),
    bars: answer(
      "timeseries",
      "Erros por minuto",
      [
        series("503", walk(12, 9, 9, 60), { unit: "short", color: "--bad" }, { drawStyle: "bars", fillOpacity: 80, stacking: { mode: "normal" } }),
        series(
          "timeout",
          walk(6, 5, 13, 60),
          { unit: "short", color: "--warn" },
          { drawStyle: "bars", fillOpacity: 80, stacking: { mode: "normal" } },
        ),
      ].map((frame) => ({ ...frame, fields: [{ ...timeField, values: times.filter((_, index) => index % 4 === 0) }, frame.fields[1]] })),
      {},
      { step: 60000 },
    ),
    log: answer(
      "timeseries",
      "Escala logarítmica",
      [
        series(
          "a",
          walk(3, 2, 20).map((value) => 10 ** value),
          { unit: "short" },
          { scaleDistribution: { type: "log", log: 10 } },
        ),
        series(
          "b",
          walk(2, 1, 11).map((value) => 10 ** value),
          { unit: "short" },
          { scaleDistribution: { type: "log", log: 10 }, lineStyle: { fill: "dash", dash: [6, 6] } },
        ),
      ],
      { legend: { showLegend: false } },
    ),
    percent: answer(
      "timeseries",
      "Parcela por protocolo",
      [
        ["http", 720],
        ["mqtt", 390],
        ["ws", 140],
      ].map(([name, base]) => series(name, walk(base, base / 8, 21), { unit: "short" }, { stacking: { mode: "percent" }, fillOpacity: 60 })),
      {},
    ),
    points: answer(
      "timeseries",
      "Pontos e limites",
      [
        series(
          "lag",
          gap(walk(60, 40, 15), 40, 60),
          { unit: "short", thresholds: thresholds([null, "green"], [70, "orange"], [90, "red"]) },
          { drawStyle: "points", pointSize: 4, thresholdsStyle: { mode: "line+area" } },
        ),
      ],
      {},
    ),
    stat: answer(
      "stat",
      "Taxa de erros",
      [
        series("errors", walk(12.4, 3, 30), {
          unit: "percent",
          colorMode: "thresholds",
          thresholds: thresholds([null, "green"], [5, "orange"], [10, "red"]),
        }),
      ],
      { reduceOptions: { calcs: ["lastNotNull"] }, colorMode: "value", graphMode: "area", textMode: "auto" },
    ),
    stats: answer(
      "stat",
      "Instâncias",
      ["a", "b", "c", "d", "e"].map((name, index) =>
        series(`integracao-${name}`, walk(10 + index * 22, 4, 12), {
          unit: "percent",
          colorMode: "thresholds",
          thresholds: thresholds([null, "green"], [50, "orange"], [80, "red"]),
        }),
      ),
      { reduceOptions: { calcs: ["mean"] }, colorMode: "background", graphMode: "area", textMode: "value_and_name" },
    ),
    gauge: answer(
      "gauge",
      "Discos",
      instant(
        "percent",
        [
          ["/", 42.5],
          ["/var", 78],
          ["/data", 93.4],
        ],
        { min: 0, max: 100, colorMode: "thresholds", thresholds: thresholds([null, "green"], [75, "orange"], [90, "red"]) },
      ),
      { showThresholdMarkers: true },
    ),
    bargauge: answer(
      "bargauge",
      "Filas",
      instant(
        "short",
        [
          ["pedidos", 312],
          ["faturas", 1204],
          ["notificações-por-correio-eletrônico", 88],
          ["mortas", 38],
        ],
        { min: 0, max: 1500, colorMode: "thresholds", thresholds: thresholds([null, "green"], [300, "orange"], [1000, "red"]) },
      ),
      { orientation: "horizontal", displayMode: "basic" },
    ),
    lcd: answer(
      "bargauge",
      "Filas",
      instant(
        "short",
        [
          ["pedidos", 312],
          ["faturas", 1204],
          ["avisos", 88],
          ["mortas", 38],
        ],
        { min: 0, max: 1500, colorMode: "thresholds", thresholds: thresholds([null, "green"], [300, "orange"], [1000, "red"]) },
      ),
      { orientation: "vertical", displayMode: "lcd" },
    ),
    table: answer("table", "Serviços", [table], {
      showHeader: true,
      sortBy: [{ displayName: "Requests", desc: true }],
      footer: { show: true, reducer: ["sum"], fields: ["Requests"] },
    }),
    pie: answer(
      "piechart",
      "Conexões",
      instant("short", [
        ["http", 1207],
        ["mqtt", 604],
        ["websocket", 98],
        ["amqp", 38],
      ]),
      { pieType: "donut", legend: { displayMode: "table", placement: "right", showLegend: true, values: ["value", "percent"] } },
    ),
    wholepie: answer("piechart", "Uma fatia", instant("short", [["http", 1207]]), {
      pieType: "pie",
      displayLabels: ["name", "percent"],
      legend: { showLegend: false },
    }),
    barchart: answer(
      "barchart",
      "Mensagens por tipo",
      [
        {
          refId: "A",
          name: "",
          fields: [
            { name: "type", type: "string", values: ["pedido", "fatura", "aviso", "sensor", "telemetria"] },
            { name: "ok", type: "number", values: [1200, 900, 400, 2100, 1800], config: { unit: "short" } },
            { name: "erro", type: "number", values: [40, 12, 3, 90, 20], config: { unit: "short", color: "--bad" } },
          ],
        },
      ],
      { orientation: "auto", stacking: "none", showValue: "auto", legend: { showLegend: true, placement: "bottom" } },
    ),
    lying: answer(
      "barchart",
      "Rotas mais lentas",
      [
        {
          refId: "A",
          name: "",
          fields: [
            { name: "route", type: "string", values: ["/api/messages/{id}/replay", "/api/dead-letters", "/api/schemas/{name}/versions", "/health"] },
            { name: "p95", type: "number", values: [0.84, 0.42, 0.19, 0.004], config: { unit: "s" } },
          ],
        },
      ],
      { orientation: "auto", showValue: "auto", legend: { showLegend: false } },
    ),
    histogram: answer("histogram", "Distribuição da latência", [series("latência", walk(84, 40, 16), { unit: "ms" })], {
      bucketCount: 20,
      legend: { showLegend: false },
    }),
    heatmap: answer("heatmap", "Latência por faixa", heat, {
      yAxis: { unit: "s" },
      color: { mode: "scheme", scheme: "Blues", scale: "exponential", exponent: 0.5 },
      legend: { show: true },
    }),
    timeline: answer(
      "state-timeline",
      "Dependências",
      [timeline("Banco de dados", [1, 1, 1, 1, 1, 1]), timeline("Redis", [1, 1, 0, 1, 1, 1]), timeline("Kafka", [1, 0, 0, 1, 1, 0])],
      { mergeValues: true, showValue: "auto", legend: { showLegend: true } },
    ),
    status: answer(
      "status-history",
      "Alvos",
      [timeline("alvo-1", [1, 1, 1, 0]), timeline("alvo-2", [1, 0, 1, 1])].map((frame) => ({
        ...frame,
        fields: frame.fields.map((field) => ({ ...field, values: field.values.filter((_, index) => index % 8 === 0) })),
      })),
      { legend: { showLegend: true } },
      { step: STEP * 8 },
    ),
    text: answer("text", "Leia-me", [], {
      mode: "markdown",
      html: '<h2>Plantão</h2><p>Ligue para <strong>ramal 42</strong>. Veja o <a href="/ui/">painel</a>.</p><ul><li>fila acima de <code>300</code></li><li>lag crescente</li></ul><table><tr><th>turno</th><th>quem</th></tr><tr><td>manhã</td><td>Ana</td></tr></table>',
    }),
    empty: answer("timeseries", "Vazio", []),
    error: answer(
      "timeseries",
      "Consulta errada",
      [],
      {},
      { notices: [{ severity: "error", refId: "A", text: "1:14: parse error: unexpected end of input" }] },
    ),
    unsupported: answer("geomap", "Mapa", [], {}, { unsupported: { code: "panel-type", arguments: ["geomap"] } }),
  };
}

/** count series of length points each, as a busy dashboard has them. */
export function many(count, length) {
  restart();
  const grid = Array.from({ length }, (_, index) => FROM + index * STEP),
    time = { name: "Time", type: "time", values: grid };
  const frames = Array.from({ length: count }, (_, index) => {
    const frame = series(`instance-${index}`, walk(100 + index * 7, 30, 20 + (index % 9), length), { unit: "reqps" });
    return { ...frame, fields: [time, frame.fields[1]] };
  });
  return answer(
    "timeseries",
    "Many",
    frames,
    { legend: { displayMode: "list", placement: "bottom", showLegend: true, calcs: [] } },
    { to: FROM + length * STEP },
  );
}
