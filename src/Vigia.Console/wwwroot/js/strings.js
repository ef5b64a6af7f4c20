// The texts of these modules, in the page's language. Both tables hold the same keys; a test compares them.

const en = {
  "ago": "{0} ago", "in": "in {0}", "now": "now",
  "second": "second", "seconds": "seconds", "minute": "minute", "minutes": "minutes", "hour": "hour", "hours": "hours", "day": "day", "days": "days",
  "week": "week", "weeks": "weeks", "month": "month", "months": "months", "year": "year", "years": "years", "millisecond": "millisecond", "milliseconds": "milliseconds",
  "yes": "Yes", "no": "No", "true": "True", "false": "False", "on": "On", "off": "Off",
  "K": "K", "Mil": "Mil", "Bil": "Bil", "Tri": "Tri",
  "chart.summary": "{0}. Line chart of {1} series from {2} to {3}.", "chart.series": "{0}: minimum {1}, maximum {2}, last {3}.", "chart.more": "And {0} more.",
  "chart.table": "Show as table", "chart.chart": "Show as chart", "chart.time": "Time", "chart.more-rows": "{0} more series", "chart.unnamed": "Chart", "chart.exemplar": "Exemplar", "chart.trace": "open trace",
  "chart.keys": "Arrow keys move through time, Escape leaves.",
  "legend": "Legend", "legend.name": "Name", "legend.more": "Show all {0} series",
  "state.empty": "No data in this range", "state.empty.hint": "Choose a longer range, or check the query.", "state.nonumbers": "There are series, but none of their values is a number: a division by zero, for example.", "state.error": "Could not be loaded", "state.retry": "Try again", "state.loading": "Loading",
  "state.unauthorized": "Your session has ended. Sign in again.", "state.forbidden": "You may not see this panel.", "state.notfound": "This panel is no longer there.", "state.unreachable": "The server cannot be reached.", "state.timeout": "The query took too long.",
  "unsupported.panel-type": "Panels of type “{0}” are not drawn here.", "unsupported.data-source": "The data source “{0}” is not known here.", "unsupported.library-panel": "The library panel “{0}” is not in this file.", "unsupported.expression": "Expressions of Grafana’s server are not computed here.", "unsupported.no-query": "This panel has no query.", "unsupported.source-panel": "It shows what panel {0} asks for, and that panel has nothing to show.", "unsupported.other": "This panel cannot be drawn here ({0}).",
  "notices": "{0} notices", "notice": "1 notice", "notice.query": "Query {0}", "notice.pages": "Only the first {0} columns are drawn.",
  "panel.menu": "Menu of {0}", "panel.view": "View", "panel.close": "Back to the dashboard", "panel.csv": "Download CSV", "panel.refresh": "Refresh", "panel.explore": "Explore", "panel.table": "Show as table", "panel.chart": "Show as chart", "panel.description": "Description", "panel.links": "Links",
  "table.rows": "{0} rows", "table.sort": "Sort by {0}", "table.empty": "No rows", "table.frame": "Table", "pie.total": "Total", "pie.other": "Other",
  "heatmap.summary": "{0}. Heat map of {1} buckets from {2} to {3}.", "histogram.summary": "{0}. {1} events from {2} to {3}.", "bars.summary": "{0}. Bar chart of {1} bars.", "timeline.summary": "{0}. States of {1} series from {2} to {3}.",
  "calc.lastNotNull": "Last *", "calc.last": "Last", "calc.firstNotNull": "First *", "calc.first": "First", "calc.min": "Min", "calc.max": "Max", "calc.mean": "Mean", "calc.median": "Median", "calc.sum": "Total", "calc.count": "Count",
  "calc.range": "Range", "calc.delta": "Delta", "calc.step": "Step", "calc.diff": "Difference", "calc.diffperc": "Difference %", "calc.logmin": "Min above zero", "calc.allIsZero": "All zero", "calc.allIsNull": "All null",
  "calc.changeCount": "Changes", "calc.distinctCount": "Distinct", "calc.variance": "Variance", "calc.stdDev": "Standard deviation", "calc.allValues": "All values", "calc.uniqueValues": "Unique values",
};

const pt = {
  "ago": "há {0}", "in": "em {0}", "now": "agora",
  "second": "segundo", "seconds": "segundos", "minute": "minuto", "minutes": "minutos", "hour": "hora", "hours": "horas", "day": "dia", "days": "dias",
  "week": "semana", "weeks": "semanas", "month": "mês", "months": "meses", "year": "ano", "years": "anos", "millisecond": "milissegundo", "milliseconds": "milissegundos",
  "yes": "Sim", "no": "Não", "true": "Verdadeiro", "false": "Falso", "on": "Ligado", "off": "Desligado",
  "K": "mil", "Mil": "mi", "Bil": "bi", "Tri": "tri",
  "chart.summary": "{0}. Gráfico de linhas com {1} séries de {2} a {3}.", "chart.series": "{0}: mínimo {1}, máximo {2}, último {3}.", "chart.more": "E mais {0}.",
  "chart.table": "Ver como tabela", "chart.chart": "Ver como gráfico", "chart.time": "Hora", "chart.more-rows": "mais {0} séries", "chart.unnamed": "Gráfico", "chart.exemplar": "Exemplar", "chart.trace": "abrir trace",
  "chart.keys": "As setas percorrem o tempo, Esc sai.",
  "legend": "Legenda", "legend.name": "Nome", "legend.more": "Ver todas as {0} séries",
  "state.empty": "Sem dados neste período", "state.empty.hint": "Escolha um período maior ou confira a consulta.", "state.nonumbers": "Há séries, mas nenhum de seus valores é um número: uma divisão por zero, por exemplo.", "state.error": "Não foi possível carregar", "state.retry": "Tentar de novo", "state.loading": "Carregando",
  "state.unauthorized": "Sua sessão terminou. Entre de novo.", "state.forbidden": "Você não pode ver este painel.", "state.notfound": "Este painel não existe mais.", "state.unreachable": "O servidor não responde.", "state.timeout": "A consulta demorou demais.",
  "unsupported.panel-type": "Painéis do tipo “{0}” não são desenhados aqui.", "unsupported.data-source": "A fonte de dados “{0}” não é conhecida aqui.", "unsupported.library-panel": "O painel de biblioteca “{0}” não está neste arquivo.", "unsupported.expression": "Expressões do servidor do Grafana não são calculadas aqui.", "unsupported.no-query": "Este painel não tem consulta.", "unsupported.source-panel": "Ele mostra o que o painel {0} consulta, e esse painel não tem nada a mostrar.", "unsupported.other": "Este painel não pode ser desenhado aqui ({0}).",
  "notices": "{0} avisos", "notice": "1 aviso", "notice.query": "Consulta {0}", "notice.pages": "Só as primeiras {0} colunas são desenhadas.",
  "panel.menu": "Menu de {0}", "panel.view": "Ampliar", "panel.close": "Voltar ao painel", "panel.csv": "Baixar CSV", "panel.refresh": "Atualizar", "panel.explore": "Explorar", "panel.table": "Ver como tabela", "panel.chart": "Ver como gráfico", "panel.description": "Descrição", "panel.links": "Links",
  "table.rows": "{0} linhas", "table.sort": "Ordenar por {0}", "table.empty": "Sem linhas", "table.frame": "Tabela", "pie.total": "Total", "pie.other": "Outros",
  "heatmap.summary": "{0}. Mapa de calor com {1} faixas de {2} a {3}.", "histogram.summary": "{0}. {1} eventos de {2} a {3}.", "bars.summary": "{0}. Gráfico de {1} barras.", "timeline.summary": "{0}. Estados de {1} séries de {2} a {3}.",
  "calc.lastNotNull": "Último *", "calc.last": "Último", "calc.firstNotNull": "Primeiro *", "calc.first": "Primeiro", "calc.min": "Mínimo", "calc.max": "Máximo", "calc.mean": "Média", "calc.median": "Mediana", "calc.sum": "Total", "calc.count": "Contagem",
  "calc.range": "Amplitude", "calc.delta": "Delta", "calc.step": "Passo", "calc.diff": "Diferença", "calc.diffperc": "Diferença %", "calc.logmin": "Mínimo acima de zero", "calc.allIsZero": "Tudo zero", "calc.allIsNull": "Tudo nulo",
  "calc.changeCount": "Mudanças", "calc.distinctCount": "Distintos", "calc.variance": "Variância", "calc.stdDev": "Desvio padrão", "calc.allValues": "Todos os valores", "calc.uniqueValues": "Valores únicos",
};

export const tables = { en, pt };

/** The page's language as a BCP 47 tag, "en" where it names none. */
export function language() {
  return document.documentElement.lang || "en";
}

export function isPortuguese() {
  return /^pt\b/i.test(language());
}

/** The text named key with {0}, {1} … replaced. A key that no table knows is itself returned, so that it is seen. */
export function text(key, ...values) {
  const found = (isPortuguese() ? pt : en)[key] ?? key;
  return values.length === 0 ? found : found.replace(/\{(\d)\}/g, (_, index) => String(values[index] ?? ""));
}

export function hasText(key) {
  return key in en;
}
