// Values as text in the page's language: Grafana's units, decimals, value mappings and thresholds.
import { unitOf } from "./units.js";
import { language, isPortuguese, hasText, text } from "./strings.js";
import { dateText, patternText, relativeText, timeText } from "./time.js";
import { color, fieldColor, thresholdColor } from "./color.js";
import { numberOf } from "./reduce.js";

const MAX_DECIMALS = 15;
let formats = new Map(),
  formatsOf = "";

// One format per count of decimals, which MAX_DECIMALS bounds.
function numberFormat(decimals) {
  const tag = language();
  if (tag !== formatsOf) [formats, formatsOf] = [new Map(), tag];
  let format = formats.get(decimals);
  if (!format) {
    format = new Intl.NumberFormat(tag, {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
      signDisplay: "negative",
      useGrouping: "always",
    });
    formats.set(decimals, format);
  }
  return format;
}

/** The decimals that leave about three figures; none for a whole number. */
export function automaticDecimals(exact) {
  const value = +exact.toPrecision(12); // what a division leaves behind the twelfth figure is no figure
  if (value === 0 || !Number.isFinite(value) || value % 1 === 0) return 0;
  const power = Math.floor(Math.log10(Math.abs(value)));
  return Math.min(MAX_DECIMALS, Math.max(0, 2 - power));
}

/** The number with that many decimals (automatic for null) in the page's language. */
export function fixed(value, decimals = null) {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "-∞";
  if (Math.abs(value) >= 1e21) return scientific(value, decimals);
  return numberFormat(Math.min(MAX_DECIMALS, Math.max(0, Math.round(decimals ?? automaticDecimals(value))))).format(value);
}

function scientific(value, decimals) {
  const [digits, power] = value
    .toExponential(decimals === null || decimals === undefined ? undefined : Math.min(20, Math.max(0, decimals)))
    .split("e");
  return `${isPortuguese() ? digits.replace(".", ",") : digits}e${power}`;
}

const shown = (body, suffix = "", prefix = "") => ({ prefix, text: body, suffix });
const spaced = (unit) => (unit ? (unit.startsWith("/") ? unit : ` ${unit}`) : ""); // "3 ms", but "3/s"

function scaled(value, unit, decimals) {
  let index = unit.base;
  if (value !== 0 && Number.isFinite(value)) {
    index += Math.floor(Math.log(Math.abs(value)) / Math.log(unit.factor) + 1e-10);
    index = Math.min(unit.prefixes.length - 1, Math.max(0, index));
  }
  const size = value / unit.factor ** (index - unit.base),
    prefix = unit.prefixes[index];
  if (unit.apart) return shown(fixed(size, decimals), (index > 0 && isPortuguese() ? ` ${text(SHORT[index])}` : prefix) + spaced(unit.unit));
  return shown(fixed(size, decimals), spaced(prefix + unit.unit));
}

const SHORT = ["", "K", "Mil", "Bil", "Tri"];

function short(value, decimals) {
  const power =
    value === 0 || !Number.isFinite(value) ? 0 : Math.min(SHORT.length - 1, Math.max(0, Math.floor(Math.log10(Math.abs(value)) / 3 + 1e-10)));
  return shown(fixed(value / 1000 ** power, decimals), power === 0 ? "" : ` ${text(SHORT[power])}`);
}

const TIMES = [
  [31556900e3, "year"],
  [604800e3, "week"],
  [86400e3, "day"],
  [3600e3, "hour"],
  [60e3, "min"],
  [1e3, "s"],
  [1, "ms"],
  [1e-3, "µs"],
  [1e-6, "ns"],
];

function timeSpan(value, unit, decimals) {
  const ms = value * unit.ms;
  if (value === 0 || !Number.isFinite(value)) return shown(fixed(value, decimals), spaced(named(0, timeStep(unit.ms, unit)[1])));
  const [own, name] = timeStep(ms, unit);
  return shown(fixed(ms / own, decimals), spaced(named(ms / own, name)));
}

// The largest unit of time within ms. Seconds go down to nanoseconds; the others not below themselves, as in Grafana.
function timeStep(ms, unit) {
  const size = Math.abs(ms) * (1 + 1e-12),
    least = unit.ms === 1000 || unit.ms === 10 ? 0 : unit.ms * (1 - 1e-9);
  return TIMES.find(([own]) => size >= own || own <= least * 1.001) ?? TIMES.at(-1);
}

function named(value, name) {
  return hasText(name) ? text(value === 1 || value === -1 ? name : `${name}s`) : name;
}

const DURATIONS = [
  [31536e6, "year"],
  [2592e6, "month"],
  [6048e5, "week"],
  [864e5, "day"],
  [36e5, "hour"],
  [6e4, "minute"],
  [1e3, "second"],
  [1, "millisecond"],
];

// "1 hour, 5 minutes": from the largest unit on, decimals more of them.
function duration(ms, decimals, smallest) {
  if (!Number.isFinite(ms)) return fixed(ms);
  let rest = Math.abs(ms),
    left = decimals ?? 0;
  const words = [];
  for (const [size, name] of DURATIONS) {
    if (left < 0) break;
    const whole = Math.floor(rest / size);
    if (whole === 0 && words.length === 0) continue;
    words.push(`${fixed(whole, 0)} ${text(whole === 1 ? name : `${name}s`)}`);
    rest %= size;
    left--;
  }
  const body = words.length > 0 ? words.join(", ") : `0 ${text(smallest)}`;
  return ms < 0 ? text("ago", body) : body;
}

const two = (n) => String(Math.floor(n)).padStart(2, "0");

function clock(ms, decimals) {
  const size = Math.abs(ms),
    sign = ms < 0 ? "-" : "",
    milliseconds = `${String(Math.floor(size % 1000)).padStart(3, "0")}ms`;
  if (!Number.isFinite(ms)) return fixed(ms);
  if (size < 1000) return sign + milliseconds;
  const pieces =
    size >= 36e5
      ? [`${two(size / 36e5)}h`, `${two((size / 6e4) % 60)}m`, `${two((size / 1e3) % 60)}s`, milliseconds]
      : size >= 6e4
        ? [`${two(size / 6e4)}m`, `${two((size / 1e3) % 60)}s`, milliseconds]
        : [`${two(size / 1e3)}s`, milliseconds];
  return sign + pieces.slice(0, (decimals ?? pieces.length) + 1).join(":");
}

function hoursMinutesSeconds(ms, days) {
  const seconds = Math.floor(Math.abs(ms) / 1000),
    whole = days ? Math.floor(seconds / 86400) : 0,
    rest = seconds - whole * 86400;
  const body = `${whole > 0 ? `${whole} d ` : ""}${two(rest / 3600)}:${two((rest / 60) % 60)}:${two(rest % 60)}`;
  return ms < 0 ? text("ago", body) : body;
}

function date(value, unit, { zone = "browser", now = Date.now() }) {
  if (!Number.isFinite(value)) return fixed(value);
  if (unit.today && dateText(value, zone) === dateText(now, zone)) return patternText(value, unit.today, zone);
  return unit.pattern ? patternText(value, unit.pattern, zone) : timeText(value, zone);
}

/**
 * A number in a unit (Grafana's id) as { prefix, text, suffix }, so that the unit can be written smaller than the figure.
 * decimals null means automatic. options: zone and now for units that are dates.
 */
export function formatValue(value, unitId, decimals = null, options = {}) {
  const unit = unitOf(unitId);
  if (typeof value !== "number") return shown(String(value ?? ""));
  switch (unit.kind) {
    case "scaled":
      return scaled(value, unit, decimals);
    case "short":
      return short(value, decimals);
    case "time":
      return timeSpan(value, unit, decimals);
    case "percent":
      return shown(fixed(value * unit.factor, decimals), isPortuguese() ? " %" : "%");
    case "suffix":
      return shown(fixed(value, decimals), spaced(unit.unit));
    case "prefix":
      return shown(fixed(value, decimals), "", unit.unit);
    case "currency":
      return money(value, unit, decimals);
    case "bool":
      return shown(truth(value ? unit.yes : unit.no));
    case "string":
      return shown(String(value));
    case "hex":
      return shown(
        `${value < 0 ? "-" : ""}${unit.prefix}${Math.abs(Number.isInteger(value) ? value : Math.round(value))
          .toString(16)
          .toUpperCase()}`,
      );
    case "sci":
      return shown(Number.isFinite(value) ? scientific(value, decimals) : fixed(value));
    case "locale":
      return shown(decimals === null ? new Intl.NumberFormat(language()).format(value) : fixed(value, decimals));
    case "duration":
      return shown(duration(value * unit.ms, decimals, unit.ms === 1 ? "milliseconds" : "seconds"));
    case "hms":
      return shown(hoursMinutesSeconds(value * unit.ms, false));
    case "dhms":
      return shown(hoursMinutesSeconds(value * unit.ms, true));
    case "clock":
      return shown(clock(value * unit.ms, decimals));
    case "date":
      return shown(date(value, unit, options));
    case "fromNow":
      return shown(Number.isFinite(value) ? relativeText(value, options.now) : fixed(value));
    default:
      return shown(fixed(value, decimals));
  }
}

const truth = (name) => (hasText(name) ? text(name) : name);

function money(value, unit, decimals) {
  const power =
    unit.plain || !Number.isFinite(value) || value === 0 ? 0 : Math.min(4, Math.max(0, Math.floor(Math.log10(Math.abs(value)) / 3 + 1e-10)));
  const letter = ["", "K", "M", "B", "T"][power],
    body = fixed(Math.abs(value) / 1000 ** power, decimals),
    sign = value < 0 ? "-" : "";
  const gap = isPortuguese() && unit.symbol === "R$" ? " " : "";
  return unit.behind ? shown(sign + body, `${letter} ${unit.symbol}`) : shown(body, letter, sign + unit.symbol + gap);
}

/** The same as one text. */
export function formatText(value, unitId, decimals = null, options = {}) {
  const { prefix, text: body, suffix } = formatValue(value, unitId, decimals, options);
  return prefix + body + suffix;
}

/** Texts of an axis: all ticks with the decimals that tell neighbours apart. */
export function axisFormatter(unitId, step, decimals = null) {
  return (value) => {
    if (value === 0) return formatText(0, unitId, decimals ?? 0);
    if (decimals !== null && decimals !== undefined) return formatText(value, unitId, decimals);
    // The step in the unit that this tick is written in: what one step changes, in figures.
    const unit = unitOf(unitId);
    let scale = 1;
    if (value !== 0 && (unit.kind === "scaled" || unit.kind === "short" || unit.kind === "time" || unit.kind === "currency"))
      scale = written(value, unitId) / value;
    else if (unit.kind === "percent") scale = unit.factor;
    const size = Math.abs(step * scale),
      round = (n) => Math.abs(n - Math.round(n)) < 1e-6;
    let places = 0;
    while (places < 10 && Number.isFinite(size) && !(round(value * scale * 10 ** places) && round(size * 10 ** places))) places++;
    if (places > 4 && size > 0) places = Math.max(0, 1 - Math.floor(Math.log10(size)));
    // A logarithmic axis has no step: three figures tell its powers apart.
    if (size === 0) places = Math.min(places, Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value * scale)) + 1e-9)));
    return formatText(value, unitId, places);
  };
}

// The number that formatValue writes for value, before its rounding.
function written(value, unitId) {
  const unit = unitOf(unitId),
    size = Math.abs(value);
  if (unit.kind === "time") {
    return (value * unit.ms) / timeStep(value * unit.ms, unit)[0];
  }
  if (unit.kind === "scaled") {
    const index = Math.min(unit.prefixes.length - 1, Math.max(0, unit.base + Math.floor(Math.log(size) / Math.log(unit.factor) + 1e-10)));
    return value / unit.factor ** (index - unit.base);
  }
  return value / 1000 ** Math.min(4, Math.max(0, Math.floor(Math.log10(size) / 3 + 1e-10)));
}

function matches(mapping, value) {
  const options = mapping.options ?? {};
  if (mapping.type === "value") return options[String(value)] ?? null;
  if (mapping.type === "range") {
    const number = numberOf(value),
      low = options.from ?? -Infinity,
      high = options.to ?? Infinity;
    return !Number.isNaN(number) && number >= low && number <= high ? options.result : null;
  }
  if (mapping.type === "regex") {
    const expression = expressionOf(options.pattern),
      written = String(value);
    if (!expression || value === null || !expression.test(written)) return null;
    const body = options.result?.text;
    return body ? { ...options.result, text: written.replace(expression, body) } : options.result;
  }
  if (mapping.type === "special") {
    const number = numberOf(value),
      missing = value === null || value === undefined,
      isNaN = !missing && (value === "NaN" || (typeof value === "number" && Number.isNaN(number)));
    const hit = {
      null: missing,
      nan: isNaN,
      "null+nan": missing || isNaN,
      true: value === true || value === "true",
      false: value === false || value === "false",
      empty: value === "",
    }[options.match];
    return hit ? options.result : null;
  }
  return null;
}

// "/a.*/i" or a bare expression; one that cannot be read matches nothing.
function expressionOf(pattern) {
  const parts = /^\/(.*)\/([a-z]*)$/s.exec(pattern ?? "");
  try {
    return parts ? new RegExp(parts[1], parts[2].replace(/[^imsu]/g, "")) : new RegExp(`^${pattern}$`);
  } catch {
    return null;
  }
}

/** The mapping that applies to a raw value: { text, color } or null. */
export function mapValue(value, mappings) {
  for (const mapping of mappings ?? []) {
    const found = matches(mapping, value);
    if (found) return found;
  }
  return null;
}

/**
 * A function from a raw value of the field to { prefix, text, suffix, color, number, mapped }: mappings first, then the unit.
 * color is null where neither mapping nor thresholds nor a scale give one. range: the field's {min, max} where config names none.
 */
export function displayOf(field, { zone, range, index = 0 } = {}) {
  const config = field.config ?? {},
    isTime = field.type === "time";
  const min = config.min ?? range?.min ?? 0,
    max = config.max ?? range?.max ?? 100,
    mode = config.colorMode ?? "";
  return (value, now) => {
    const number = field.type === "string" ? NaN : numberOf(value),
      mapped = mapValue(value, config.mappings);
    let found = null;
    if (mapped?.color) found = color(mapped.color);
    else if (mode === "thresholds" && (!Number.isNaN(number) || config.thresholds))
      found = color(thresholdColor(Number.isNaN(number) ? -Infinity : number, config.thresholds, min, max), null);
    else if (mode && mode !== "palette-classic") found = fieldColor(config, index, number, min, max);
    if (mapped?.text !== undefined && mapped.text !== null && mapped.text !== "")
      return { ...shown(mapped.text), color: found, number, mapped: true };
    if (value === null || value === undefined || value === "")
      return { ...shown(config.noValue ?? (field.type === "string" ? "" : "–")), color: found, number, mapped: false };
    if (isTime)
      return {
        // A unit for all fields of a table is not meant for its times.
        ...(config.unit && unitOf(config.unit).kind === "date" ? formatValue(number, config.unit, null, { zone, now }) : shown(timeText(number, zone))),
        color: found,
        number,
        mapped: false,
      };
    if (field.type === "boolean") return { ...shown(text(value ? "true" : "false")), color: found, number, mapped: false };
    if (typeof value === "string" && Number.isNaN(number) && value !== "NaN")
      return {
        ...shown(value + (config.unit && unitOf(config.unit).kind === "suffix" ? spaced(unitOf(config.unit).unit) : "")),
        color: found,
        number,
        mapped: false,
      };
    return { ...formatValue(number, config.unit, config.decimals ?? null, { zone, now }), color: found, number, mapped: false };
  };
}
