// Points in time: parsing as Grafana writes them, zones, axis ticks, and texts. Times are milliseconds since 1970 UTC.
import { language, isPortuguese, text } from "./strings.js";

const SECOND = 1000,
  MINUTE = 60 * SECOND,
  HOUR = 60 * MINUTE,
  DAY = 24 * HOUR,
  WEEK = 7 * DAY,
  YEAR = 365 * DAY;
const UNITS = { ms: 1, s: SECOND, m: MINUTE, h: HOUR, d: DAY, w: WEEK };
const zoneFormats = new Map();
const MAX_ZONES = 16; // a page shows one or two; the cap only keeps a page that walks through all of them from growing

function zoneFormat(zone) {
  let format = zoneFormats.get(zone);
  if (!format) {
    if (zoneFormats.size >= MAX_ZONES) zoneFormats.clear();
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    zoneFormats.set(zone, format);
  }
  return format;
}

/** "browser", "" and unknown names mean the browser's own zone (null), "utc" UTC, else the IANA name. */
function zoneName(zone) {
  if (!zone || zone === "browser") return null;
  if (zone.toLowerCase() === "utc") return "UTC";
  try {
    zoneFormat(zone);
    return zone;
  } catch {
    return null; // an unknown zone: the browser's own is the closest truth
  }
}

/** Milliseconds to add to UTC for the wall clock of zone at that time. */
export function zoneOffset(time, zone) {
  const name = zoneName(zone);
  if (name === "UTC") return 0;
  if (name === null) return -new Date(time).getTimezoneOffset() * MINUTE;
  const part = {};
  for (const { type, value } of zoneFormat(name).formatToParts(time)) part[type] = Number(value);
  const wall = Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
  return wall - Math.floor(time / SECOND) * SECOND;
}

/** The wall clock in zone. month is 1 to 12, weekday 0 (Sunday) to 6. */
export function parts(time, zone) {
  const wall = new Date(time + zoneOffset(time, zone));
  return {
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    day: wall.getUTCDate(),
    hour: wall.getUTCHours(),
    minute: wall.getUTCMinutes(),
    second: wall.getUTCSeconds(),
    millisecond: wall.getUTCMilliseconds(),
    weekday: wall.getUTCDay(),
  };
}

/** The time at which zone's wall clock shows these parts; in the hour that summer time skips, the one after it. */
export function fromWall(year, month, day, hour = 0, minute = 0, second = 0, millisecond = 0, zone = "browser") {
  const wall = Date.UTC(year, month - 1, day, hour, minute, second, millisecond);
  const first = wall - zoneOffset(wall, zone);
  return wall - zoneOffset(first, zone);
}

function addMonths(time, count, zone) {
  const p = parts(time, zone);
  const last = new Date(Date.UTC(p.year, p.month + count, 0)).getUTCDate();
  return fromWall(p.year, p.month + count, Math.min(p.day, last), p.hour, p.minute, p.second, p.millisecond, zone);
}

function addDays(time, count, zone) {
  const p = parts(time, zone);
  return fromWall(p.year, p.month, p.day + count, p.hour, p.minute, p.second, p.millisecond, zone);
}

function add(time, count, unit, zone) {
  if (unit === "y") return addMonths(time, 12 * count, zone);
  if (unit === "Q") return addMonths(time, 3 * count, zone);
  if (unit === "M") return addMonths(time, count, zone);
  if (unit === "d") return addDays(time, count, zone);
  if (unit === "w") return addDays(time, 7 * count, zone);
  return time + count * UNITS[unit];
}

function startOf(time, unit, zone) {
  const p = parts(time, zone);
  switch (unit) {
    case "y":
      return fromWall(p.year, 1, 1, 0, 0, 0, 0, zone);
    case "Q":
      return fromWall(p.year, p.month - ((p.month - 1) % 3), 1, 0, 0, 0, 0, zone);
    case "M":
      return fromWall(p.year, p.month, 1, 0, 0, 0, 0, zone);
    case "w":
      return fromWall(p.year, p.month, p.day - (isPortuguese() ? p.weekday : (p.weekday + 6) % 7), 0, 0, 0, 0, zone);
    case "d":
      return fromWall(p.year, p.month, p.day, 0, 0, 0, 0, zone);
    case "h":
      return time - p.minute * MINUTE - p.second * SECOND - p.millisecond;
    case "m":
      return time - p.second * SECOND - p.millisecond;
    default:
      return time - p.millisecond;
  }
}

/**
 * Reads "now", "now-6h", "now-1d/d", "now/w", milliseconds as text or number, and dates ("2026-11-23 14:05", ISO 8601).
 * With end, a rounded time is the last millisecond of what it is rounded to. Returns NaN for what is none of these.
 */
export function parseTime(value, { now = Date.now(), zone = "browser", end = false } = {}) {
  if (typeof value === "number") return value;
  const written = String(value ?? "").trim();
  if (/^-?\d{9,}$/.test(written)) return Number(written);
  if (written.startsWith("now")) {
    let time = now,
      rest = written.slice(3);
    while (rest) {
      const step = /^([+-])(\d*)(ms|[smhdwMQy])|^\/(f?[smhdwMQy])/.exec(rest);
      if (!step) return NaN;
      if (step[4]) {
        const unit = step[4].at(-1);
        time = startOf(time, unit, zone);
        if (end) time = add(time, 1, unit, zone) - 1;
      } else {
        const count = Number(step[2] || 1);
        time = add(time, step[1] === "-" ? -count : count, step[3], zone);
      }
      rest = rest.slice(step[0].length);
    }
    return time;
  }
  const date = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?)?(Z|[+-]\d{2}:?\d{2})?$/.exec(written);
  if (!date) return NaN;
  if (date[8]) return Date.parse(written.replace(" ", "T"));
  const [year, month, day, hour, minute, second] = date.slice(1, 7).map((part) => Number(part ?? 0));
  return fromWall(year, month, day, hour, minute, second, Number((date[7] ?? "0").padEnd(3, "0")), zone);
}

/** Both ends of a range; where one cannot be read, the last hour. */
export function parseRange(from, to, zone = "browser", now = Date.now()) {
  const end = parseTime(to, { now, zone, end: true });
  const start = parseTime(from, { now, zone });
  return Number.isFinite(start) && Number.isFinite(end) && start < end ? { from: start, to: end } : { from: now - HOUR, to: now };
}

/** Whether the range follows the clock, so that a refresh changes it. */
export function isRelative(to) {
  return typeof to === "string" && to.startsWith("now");
}

const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500].concat(
  [1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  [1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  [1, 2, 3, 4, 6, 8, 12].map((n) => n * HOUR),
  [1, 2, 3, 7, 14].map((n) => n * DAY),
);
const MONTHS = [1, 2, 3, 6, 12, 24, 60, 120];

/** Round times of zone between from and to, at most about count of them, and the step between them in milliseconds. */
export function timeTicks(from, to, count, zone = "browser") {
  const span = to - from,
    wanted = span / Math.max(1, count),
    values = [];
  const step = STEPS.find((s) => s >= wanted);
  if (step === undefined) {
    const months = MONTHS.find((m) => m * 30.4 * DAY >= wanted) ?? MONTHS.at(-1);
    const p = parts(from, zone);
    let at = months >= 12 ? fromWall(p.year - (p.year % (months / 12)), 1, 1, 0, 0, 0, 0, zone) : fromWall(p.year, 1, 1, 0, 0, 0, 0, zone);
    for (; at <= to; at = addMonths(at, months, zone)) if (at >= from) values.push(at);
    return { values, step: months * 30 * DAY };
  }
  if (step >= DAY) {
    const days = step / DAY;
    let at = startOf(from, "d", zone);
    // Days are counted from one Monday, so that ticks stay where they are while the range slides.
    const index = Math.round((at + zoneOffset(at, zone)) / DAY) - 4;
    at = addDays(at, -(((index % days) + days) % days), zone);
    for (; at <= to; at = addDays(at, days, zone)) if (at >= from) values.push(at);
    return { values, step };
  }
  const offset = zoneOffset(from, zone);
  for (let at = Math.ceil((from + offset) / step) * step - offset; at <= to; at += step) {
    // Behind a change to or from summer time the round hours lie elsewhere.
    const moved = step > HOUR ? at + offset - zoneOffset(at, zone) : at;
    if (moved >= from && moved <= to && moved !== values.at(-1)) values.push(moved);
  }
  return { values, step };
}

const two = (n) => String(n).padStart(2, "0");

/** The label of a tick: the clock within a day, the date at midnight and above. */
export function tickText(time, step, zone = "browser") {
  const p = parts(time, zone);
  const date = isPortuguese() ? `${two(p.day)}/${two(p.month)}` : `${two(p.month)}/${two(p.day)}`;
  if (step >= 360 * DAY) return String(p.year);
  if (step >= 28 * DAY) return isPortuguese() ? `${two(p.month)}/${p.year}` : `${p.year}-${two(p.month)}`;
  if (step >= DAY || (p.hour === 0 && p.minute === 0 && p.second === 0 && p.millisecond === 0)) return date;
  const clock = `${two(p.hour)}:${two(p.minute)}`;
  if (step >= MINUTE) return clock;
  return step >= SECOND ? `${clock}:${two(p.second)}` : `${two(p.minute)}:${two(p.second)}.${String(p.millisecond).padStart(3, "0")}`;
}

export function dateText(time, zone = "browser") {
  const p = parts(time, zone);
  return isPortuguese() ? `${two(p.day)}/${two(p.month)}/${p.year}` : `${p.year}-${two(p.month)}-${two(p.day)}`;
}

/** Date and clock to the second, with milliseconds where step is below one. */
export function timeText(time, zone = "browser", step = SECOND) {
  const p = parts(time, zone);
  const fraction = step < SECOND ? `.${String(p.millisecond).padStart(3, "0")}` : "";
  return `${dateText(time, zone)} ${two(p.hour)}:${two(p.minute)}:${two(p.second)}${fraction}`;
}

/** Writes time by moment's tokens (YYYY, MM, DD, HH, mm, ss, SSS, MMM, ddd, A …), as the unit time:… asks. */
export function patternText(time, pattern, zone = "browser") {
  const p = parts(time, zone),
    shifted = new Date(time + zoneOffset(time, zone));
  const named = (options) => new Intl.DateTimeFormat(language(), { ...options, timeZone: "UTC" }).format(shifted);
  const twelve = p.hour % 12 || 12;
  const tokens = {
    YYYY: p.year,
    YY: two(p.year % 100),
    MMMM: () => named({ month: "long" }),
    MMM: () => named({ month: "short" }),
    MM: two(p.month),
    M: p.month,
    DD: two(p.day),
    D: p.day,
    dddd: () => named({ weekday: "long" }),
    ddd: () => named({ weekday: "short" }),
    HH: two(p.hour),
    H: p.hour,
    hh: two(twelve),
    h: twelve,
    mm: two(p.minute),
    m: p.minute,
    ss: two(p.second),
    s: p.second,
    SSS: String(p.millisecond).padStart(3, "0"),
    A: p.hour < 12 ? "AM" : "PM",
    a: p.hour < 12 ? "am" : "pm",
    X: Math.floor(time / SECOND),
    x: time,
  };
  return pattern.replace(/\[([^\]]*)\]|YYYY|YY|MMMM|MMM|MM|M|DD|D|dddd|ddd|HH|H|hh|h|mm|m|ss|s|SSS|A|a|X|x/g, (token, literal) => {
    if (literal !== undefined) return literal;
    const value = tokens[token];
    return String(typeof value === "function" ? value() : value);
  });
}

const plural = (count, unit) => `${count} ${text(count === 1 ? unit : `${unit}s`)}`;

/** A span in its two largest units: "1 h 5 min", "3 days". */
export function durationText(milliseconds) {
  const size = Math.abs(milliseconds);
  if (size < SECOND) return `${Math.round(size)} ms`;
  if (size < MINUTE) return `${Math.round(size / SECOND)} s`;
  if (size < HOUR) return pair(size, MINUTE, "min", SECOND, "s", 10);
  if (size < DAY) return pair(size, HOUR, "h", MINUTE, "min", 24);
  if (size < 14 * DAY) return plural(Math.floor(size / DAY), "day");
  if (size < 60 * DAY) return plural(Math.floor(size / WEEK), "week");
  if (size < YEAR) return isPortuguese() && size < 60.8 * DAY ? "2 meses" : monthsText(Math.floor(size / (30.4 * DAY)));
  return plural(Math.floor(size / YEAR), "year");
}

const monthsText = (count) => `${count} ${text(count === 1 ? "month" : "months")}`;

function pair(size, large, largeName, small, smallName, below) {
  const whole = Math.floor(size / large),
    rest = Math.floor((size % large) / small);
  return rest > 0 && whole < below ? `${whole} ${largeName} ${rest} ${smallName}` : `${whole} ${largeName}`;
}

/** "7 min ago", "há 7 min"; "now" within five seconds. One unit alone: a glance needs no more. */
export function relativeText(time, now = Date.now()) {
  const size = Math.abs(now - time);
  if (size < 5 * SECOND) return text("now");
  const rounded = size < MINUTE ? size : size < HOUR ? Math.floor(size / MINUTE) * MINUTE : size < DAY ? Math.floor(size / HOUR) * HOUR : size;
  return text(time <= now ? "ago" : "in", durationText(rounded));
}
