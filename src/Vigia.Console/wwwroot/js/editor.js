// The PromQL editor: Monaco with completion and errors from the monitor. Where Monaco cannot start, a plain text field stays.
import { loadEcharts } from "./echarts.js";

const base = '/_content/BlazorMonaco/lib/monaco-editor/min/vs';
let loading;

function load() {
  // Monaco's loader declares a global define(), which ECharts' bundle would register with: the charts come first.
  loading ??= loadEcharts().then(() => new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = `${base}/loader.js`;
    script.onload = () => {
      window.require.config({ paths: { vs: new URL(base, document.baseURI).href } });
      window.require(['vs/editor/editor.main'], () => {
        define(window.monaco);
        resolve(window.monaco);
      }, reject);
    };
    script.onerror = () => reject(new Error('editor'));
    document.head.append(script);
  }));
  return loading;
}

async function post(address, body, signal) {
  const answer = await fetch(address, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body), signal });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

const words = 'and|or|unless|by|without|on|ignoring|group_left|group_right|bool|offset|atan2|start|end';

function define(monaco) {
  monaco.languages.register({ id: 'promql' });
  monaco.languages.setLanguageConfiguration('promql', {
    comments: { lineComment: '#' },
    brackets: [['{', '}'], ['[', ']'], ['(', ')']],
    autoClosingPairs: ['{}', '[]', '()', '""', "''"].map(([open, close]) => ({ open, close })),
    wordPattern: /[A-Za-z_:$][\w:]*/,
  });
  monaco.languages.setMonarchTokensProvider('promql', {
    tokenizer: {
      root: [
        [/#.*/, 'comment'],
        [/"([^"\\]|\\.)*"?|'([^'\\]|\\.)*'?|`[^`]*`?/, 'string'],
        [/\$\w+|\$\{[^}]*\}/, 'variable'],
        [/\b\d+(ms|[smhdwy])(\d+(ms|[smhdwy]))*\b/, 'number'],
        [/\b(0x[\da-f]+|\d+\.?\d*(e[+-]?\d+)?|inf|nan)\b/i, 'number'],
        [new RegExp(`\\b(${words})\\b`), 'keyword'],
        [/[A-Za-z_][\w]*(?=\s*\()/, 'function'],
        [/[A-Za-z_:][\w:]*(?=\s*(=~|!~|!=|=[^=]))/, 'label'],
        [/[A-Za-z_:][\w:]*/, 'identifier'],
        [/[-+*\/%^=!<>~@]+/, 'operator'],
      ],
    },
  });
  const kinds = monaco.languages.CompletionItemKind;
  const kindOf = { metric: kinds.Field, function: kinds.Function, aggregation: kinds.Method, label: kinds.Property, value: kinds.Value, keyword: kinds.Keyword, duration: kinds.Unit };
  monaco.languages.registerCompletionItemProvider('promql', {
    triggerCharacters: ['{', ',', '=', '~', '"', '(', '[', ' '],
    async provideCompletionItems(model, position, context, cancel) {
      const abort = new AbortController();
      cancel.onCancellationRequested(() => abort.abort());
      try {
        const found = await post('/ui/api/promql/complete', { query: model.getValue(), caret: model.getOffsetAt(position) }, abort.signal);
        const start = model.getPositionAt(found.start), end = model.getPositionAt(found.end);
        const range = new monaco.Range(start.lineNumber, start.column, end.lineNumber, end.column);
        return {
          incomplete: found.isIncomplete,
          suggestions: found.items.map((item, index) => ({
            label: { label: item.text, description: item.detail },
            kind: kindOf[item.kind],
            insertText: item.kind === 'function' || item.kind === 'aggregation' ? `${item.insert}($0)` : item.insert,
            insertTextRules: item.kind === 'function' || item.kind === 'aggregation' ? monaco.languages.CompletionItemInsertTextRule.InsertAsSnippet : undefined,
            // Values are written with their quotes, which may be there already.
            filterText: item.kind === 'value' ? `"${item.text}"` : item.text,
            detail: item.kind === 'metric' ? item.detail : undefined,
            documentation: item.documentation,
            sortText: String(index).padStart(5, '0'),
            range,
          })),
        };
      } catch (error) {
        if (error.name === 'AbortError') return { suggestions: [] };
        throw error;
      }
    },
  });
}

const token = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const hex = name => token(name).replace('#', '').replace(/^(.)(.)(.)$/, '$1$1$2$2$3$3');

function paint(monaco) {
  const dark = getComputedStyle(document.documentElement).colorScheme.includes('dark') || document.documentElement.dataset.theme === 'dark';
  monaco.editor.defineTheme('vigia', {
    base: dark ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [['function', '--info'], ['keyword', '--s5'], ['string', '--ok'], ['number', '--warn'], ['label', '--accent-strong'], ['variable', '--accent'], ['comment', '--faint'], ['identifier', '--ink'], ['operator', '--muted']]
      .map(([name, color]) => ({ token: name, foreground: hex(color) })),
    colors: { 'editor.background': `#${hex('--surface')}`, 'editor.foreground': `#${hex('--ink')}`, 'editorWidget.background': `#${hex('--raised')}`, 'editorSuggestWidget.background': `#${hex('--raised')}`, 'editorSuggestWidget.border': `#${hex('--line')}`, focusBorder: `#${hex('--accent')}` },
  });
  monaco.editor.setTheme('vigia');
}

// Puts an editor over a text area: the text area stays for forms and where there is no Monaco.
// typing: whether what is written is told while one types, and not only when the editor is left.
export async function edit(area, dotnet, typing = false) {
  const tell = (name, ...args) => dotnet.invokeMethodAsync(name, ...args);
  let pause;
  const typed = () => { clearTimeout(pause); pause = setTimeout(() => tell('OnTypingAsync', area.value), 250); };
  if (typing) {
    area.addEventListener('input', typed);
    // What was written before this module was here.
    if (area.value !== area.defaultValue) typed();
  }
  const plain = event => { if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') { event.preventDefault(); tell('OnRunAsync', area.value); } };
  area.addEventListener('keydown', plain);
  area.addEventListener('change', () => tell('OnTextAsync', area.value));
  const bare = {
    set: text => { area.value = text; },
    get: () => area.value,
    focus: () => area.focus(),
    dispose: () => { clearTimeout(pause); area.removeEventListener('input', typed); area.removeEventListener('keydown', plain); },
  };

  // A touch keyboard and Monaco do not go together.
  if (matchMedia('(pointer: coarse)').matches) return bare;
  let monaco;
  try {
    monaco = await load();
  } catch {
    area.dataset.plain = 'true';
    return bare;
  }

  const host = document.createElement('div');
  host.className = 'editor';
  area.after(host);
  area.hidden = true;
  paint(monaco);
  const editor = monaco.editor.create(host, {
    value: area.value, language: 'promql', theme: 'vigia', minimap: { enabled: false }, lineNumbers: 'off', glyphMargin: false, folding: false,
    lineDecorationsWidth: 8, lineNumbersMinChars: 0, scrollBeyondLastLine: false, wordWrap: 'on', automaticLayout: true, fontSize: 13, lineHeight: 20,
    fontFamily: token('--mono') || 'monospace', renderLineHighlight: 'none', overviewRulerLanes: 0, hideCursorInOverviewRuler: true, fixedOverflowWidgets: true,
    scrollbar: { vertical: 'auto', alwaysConsumeMouseWheel: false }, padding: { top: 7, bottom: 7 }, suggest: { showStatusBar: true }, tabFocusMode: true,
    quickSuggestions: { other: true, strings: true }, ariaLabel: area.getAttribute('aria-label') ?? 'PromQL', placeholder: area.placeholder,
  });
  const fit = () => { host.style.height = `${Math.min(200, Math.max(36, editor.getContentHeight()))}px`; };
  editor.onDidContentSizeChange(fit);
  fit();
  editor.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter, () => tell('OnRunAsync', editor.getValue()));
  editor.onDidBlurEditorText(() => tell('OnTextAsync', editor.getValue()));

  let checking;
  const check = async () => {
    checking?.abort();
    checking = new AbortController();
    const model = editor.getModel();
    try {
      const { findings } = model.getValue().trim() ? await post('/ui/api/promql/check', { query: model.getValue() }, checking.signal) : { findings: [] };
      monaco.editor.setModelMarkers(model, 'promql', findings.map(found => {
        const start = model.getPositionAt(found.start), end = model.getPositionAt(Math.max(found.end, found.start + 1));
        return { severity: monaco.MarkerSeverity.Error, message: found.message, startLineNumber: start.lineNumber, startColumn: start.column, endLineNumber: end.lineNumber, endColumn: end.column };
      }));
      tell('OnProblemAsync', findings.length ? `${model.getPositionAt(findings[0].start).lineNumber}:${model.getPositionAt(findings[0].start).column} ${findings[0].message}` : null);
    } catch (error) {
      if (error.name !== 'AbortError') console.warn('PromQL check', error.message);
    }
  };
  let timer;
  editor.onDidChangeModelContent(() => { clearTimeout(timer); timer = setTimeout(() => { check(); if (typing) tell('OnTypingAsync', editor.getValue()); }, 250); });
  if (area.value.trim()) check();
  const themes = new MutationObserver(() => paint(monaco));
  themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return {
    set: text => { if (text !== editor.getValue()) editor.setValue(text); },
    get: () => editor.getValue(),
    focus: () => editor.focus(),
    dispose: () => { clearTimeout(timer); checking?.abort(); themes.disconnect(); editor.getModel()?.dispose(); editor.dispose(); host.remove(); bare.dispose(); },
  };
}
