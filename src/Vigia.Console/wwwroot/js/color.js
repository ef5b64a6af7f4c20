// Colours of data: tokens of the style sheet as what a canvas takes, palettes, thresholds, scales.

const root = document.documentElement;
const listeners = new Set();
let resolved = new Map();

function changed() {
  resolved = new Map();
  for (const listener of [...listeners]) listener();
}
new MutationObserver(changed).observe(root, { attributes: true, attributeFilter: ["data-theme"] });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);

/** Calls listener after each change between light and dark; returns what ends that. */
export function onThemeChange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const NAMED = {
  green: "--ok",
  red: "--bad",
  yellow: "--warn",
  orange: "--s2",
  blue: "--s1",
  purple: "--s5",
  text: "--ink",
  "dark-green": "#2f8a57",
  "semi-dark-green": "#3fa36b",
  "light-green": "#7fcf9d",
  "super-light-green": "#b4e3c5",
  "dark-red": "#a32a22",
  "semi-dark-red": "#cf443b",
  "light-red": "#f08a83",
  "super-light-red": "#f7b9b5",
  "dark-orange": "#a85f12",
  "semi-dark-orange": "#d07f24",
  "light-orange": "#f0b871",
  "super-light-orange": "#f7d6ab",
  "dark-yellow": "#a07a10",
  "semi-dark-yellow": "#cc9f1f",
  "light-yellow": "#eccb65",
  "super-light-yellow": "#f5e2a6",
  "dark-blue": "#2159a8",
  "semi-dark-blue": "#3674cf",
  "light-blue": "#84b4f5",
  "super-light-blue": "#b9d4fa",
  "dark-purple": "#573f9e",
  "semi-dark-purple": "#7458c4",
  "light-purple": "#b6a3ef",
  "super-light-purple": "#d5c9f7",
};

/** A token ("--s1"), one of Grafana's names or any CSS colour as a colour that a canvas takes; fallback where there is none. */
export function color(name, fallback = "--s8") {
  if (!name) return fallback === null ? null : color(fallback, null);
  const known = NAMED[name] ?? name;
  if (!known.startsWith("--")) return known;
  let value = resolved.get(known);
  if (value === undefined) {
    value = getComputedStyle(root).getPropertyValue(known).trim() || "#808a94";
    resolved.set(known, value);
  }
  return value;
}

/** Red, green and blue from 0 to 255 and alpha. Understands #rgb, #rrggbb, #rrggbbaa and rgb(); grey for anything else. */
export function channels(value) {
  const hex = /^#([0-9a-f]{3,8})$/i.exec(value);
  if (hex) {
    const digits = hex[1].length < 6 ? [...hex[1]].map((d) => d + d).join("") : hex[1];
    const [r, g, b, a] = [0, 2, 4, 6].map((at) => parseInt(digits.slice(at, at + 2), 16));
    return [r, g, b, Number.isNaN(a) ? 1 : a / 255];
  }
  const numbers = /^rgba?\(([^)]*)\)$/i
    .exec(value)?.[1]
    .split(/[\s,/]+/)
    .filter(Boolean)
    .map((part) => (part.endsWith("%") ? parseFloat(part) * 2.55 : Number(part)));
  return numbers && numbers.length >= 3 ? [numbers[0], numbers[1], numbers[2], numbers[3] ?? 1] : [128, 138, 148, 1];
}

export function withAlpha(value, alpha) {
  const [r, g, b, a] = channels(color(value));
  return `rgba(${Math.round(r)},${Math.round(g)},${Math.round(b)},${+(a * alpha).toFixed(3)})`;
}

/** The colour between two, at 0 the first, at 1 the second. */
export function mix(first, second, at) {
  const a = channels(color(first)),
    b = channels(color(second));
  return `#${[0, 1, 2]
    .map((i) =>
      Math.round(a[i] + (b[i] - a[i]) * at)
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;
}

function luminance(value) {
  const [r, g, b] = channels(value).map((c) => (c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrast(first, second) {
  const a = luminance(color(first)),
    b = luminance(color(second));
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** Black or white, whichever is read better on a background. */
export function inkOn(background) {
  return contrast(background, "#ffffff") >= contrast(background, "#10161d") ? "#ffffff" : "#10161d";
}

/** The colour as it is read as text on the card: moved towards the ink until it reaches ratio (4.5 for text, 3 for large text). */
export function readable(value, ratio = 4.5) {
  const own = color(value),
    surface = color("--surface"),
    ink = color("--ink");
  for (let step = 0; step <= 10; step++) {
    const tried = step === 0 ? own : mix(own, ink, step / 10);
    if (contrast(tried, surface) >= ratio) return tried;
  }
  return ink;
}

/** The colour of the series with that index. Behind the eight of the palette come the same, lighter and darker. */
export function palette(index) {
  const base = color(`--s${(index % 8) + 1}`),
    round = Math.floor(index / 8) % 5;
  if (round === 0) return base;
  const towards = round % 2 === 1 ? "--ink" : "--surface";
  return mix(base, towards, round < 3 ? 0.28 : 0.48);
}

const SCALES = {
  "continuous-GrYlRd": ["--ok", "--warn", "--bad"],
  "continuous-RdYlGr": ["--bad", "--warn", "--ok"],
  "continuous-BlYlRd": ["--s1", "--warn", "--bad"],
  "continuous-YlRd": ["--warn", "--bad"],
  "continuous-BlPu": ["--s1", "--s5"],
  "continuous-YlBl": ["--warn", "--s1"],
  "continuous-blues": ["--surface", "--s1"],
  "continuous-reds": ["--surface", "--bad"],
  "continuous-greens": ["--surface", "--ok"],
  "continuous-oranges": ["--surface", "--s2"],
  "continuous-purples": ["--surface", "--s5"],
  "continuous-viridis": ["#440154", "#31688e", "#35b779", "#fde725"],
  "continuous-magma": ["#000004", "#721f81", "#f1605d", "#fcfdbf"],
  "continuous-plasma": ["#0d0887", "#9c179e", "#ed7953", "#f0f921"],
  "continuous-inferno": ["#000004", "#781c6d", "#ed6925", "#fcffa4"],
  "continuous-cividis": ["#00224e", "#7d7c78", "#fee838"],
};

/** The colour at a share from 0 to 1 of a continuous scale by Grafana's name. */
export function scaleColor(mode, share) {
  const stops = SCALES[mode] ?? SCALES["continuous-GrYlRd"];
  const at = Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0)) * (stops.length - 1),
    below = Math.min(stops.length - 2, Math.floor(at));
  return mix(stops[below], stops[below + 1], at - below);
}

/** Threshold steps with values in the field's own unit, lowest first; the base step's value is -Infinity. */
export function thresholdSteps(thresholds, min = 0, max = 100) {
  const percentage = thresholds?.mode === "percentage";
  return (thresholds?.steps ?? []).map((step, index) => {
    const own = step.value === null || step.value === undefined || index === 0 ? -Infinity : Number(step.value);
    return { value: percentage && own !== -Infinity ? min + (own / 100) * (max - min) : own, color: step.color };
  });
}

export function thresholdColor(value, thresholds, min, max) {
  let found = null;
  for (const step of thresholdSteps(thresholds, min, max)) if (value >= step.value || found === null) found = step.color;
  return found;
}

/** The colour of a field, or of one of its values: by its mode (palette, fixed, shades, thresholds, continuous). */
export function fieldColor(config, index, value = NaN, min = config?.min ?? 0, max = config?.max ?? 100) {
  const mode = config?.colorMode ?? "palette-classic";
  if (mode === "thresholds") return color(thresholdColor(value, config.thresholds, min, max) ?? "--ok");
  if (mode.startsWith("continuous-")) return scaleColor(mode, max > min ? (value - min) / (max - min) : 0);
  if (mode === "shades") return mix(config.color ?? "--s1", index % 2 === 0 ? "--surface" : "--ink", Math.min(0.6, index * 0.12));
  if (config?.color) return color(config.color);
  return palette(index);
}
