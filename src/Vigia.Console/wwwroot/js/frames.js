// Frames of an answer as columns of numbers on one grid of times.
import { numberOf } from "./reduce.js";

/** The name a reader sees: the server's, else labels, else the field's or frame's. */
export function fieldName(field, frame) {
  if (field.displayName) return field.displayName;
  const labels = Object.entries(field.labels ?? {});
  if (labels.length === 0) return field.name && field.name !== "Value" ? field.name : frame?.name || field.name || "";
  return `{${labels.map(([key, value]) => `${key}="${value}"`).join(", ")}}`;
}

export function numbers(values) {
  const column = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    column[i] = typeof value === "number" ? value : numberOf(value);
  }
  return column;
}

function sameTimes(a, b) {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function union(columns) {
  const all = new Set();
  for (const column of columns) for (const time of column) all.add(time);
  return Float64Array.from(all).sort();
}

/**
 * Every number field beside a time: { times, series }. Each of series has name, field, config, custom, refId, index and values, a
 * Float64Array as long as times, NaN where the series has nothing. own is the count of its points, isPoint tells absent from null.
 */
export function timeSeries(answer) {
  const found = [];
  for (const frame of answer.frames ?? []) {
    const time = frame.fields.find((field) => field.type === "time");
    if (!time) continue;
    for (const field of frame.fields) {
      if (field === time || (field.type !== "number" && field.type !== "boolean")) continue;
      found.push({ frame, field, times: time.values, values: numbers(field.values) });
    }
  }
  if (found.length === 0) return { times: new Float64Array(0), series: [] };
  const shared = found.every((one) => sameTimes(one.times, found[0].times));
  const times = shared ? Float64Array.from(found[0].times) : union(found.map((one) => one.times));
  const places = shared ? null : new Map(Array.from(times, (time, index) => [time, index]));
  const series = found.map(({ frame, field, times: own, values }, index) => {
    const base = {
      name: fieldName(field, frame),
      refId: frame.refId,
      labels: field.labels ?? {},
      field,
      frame,
      config: field.config ?? {},
      custom: field.config?.custom ?? {},
      index,
    };
    if (shared) return { ...base, values, absent: null };
    const column = new Float64Array(times.length).fill(NaN),
      absent = new Uint8Array(times.length).fill(1);
    for (let i = 0; i < own.length; i++) {
      const place = places.get(own[i]);
      column[place] = values[i];
      absent[place] = 0;
    }
    return { ...base, values: column, absent };
  });
  return { times, series };
}

/**
 * What is drawn of a series: NaN is a gap, absent points within a gap that is to be bridged are interpolated. span: the custom
 * field's spanNulls (false, true or milliseconds); a series is torn where its points lie further apart than 1.5 steps.
 */
export function bridged(series, times, step, interpolation) {
  const span = series.custom.spanNulls ?? false,
    { values, absent } = series;
  const reach = span === true ? Infinity : typeof span === "number" ? span : 0;
  let whole = true;
  for (let i = 0; i < values.length; i++)
    if (Number.isNaN(values[i])) {
      whole = false;
      break;
    }
  if (whole || (reach === 0 && !absent)) return values;
  const drawn = Float64Array.from(values);
  let last = -1,
    onlyAbsent = true;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) {
      if (!absent?.[i]) onlyAbsent = false;
      continue;
    }
    if (last >= 0 && i - last > 1) {
      const width = times[i] - times[last];
      if (width <= reach || (onlyAbsent && step > 0 && width <= step * 1.5)) fillGap(drawn, times, last, i, interpolation);
    }
    last = i;
    onlyAbsent = true;
  }
  return drawn;
}

function fillGap(drawn, times, from, to, interpolation) {
  for (let i = from + 1; i < to; i++) {
    drawn[i] =
      interpolation === "stepAfter"
        ? drawn[from]
        : interpolation === "stepBefore"
          ? drawn[to]
          : drawn[from] + ((drawn[to] - drawn[from]) * (times[i] - times[from])) / (times[to] - times[from]);
  }
}

/** The index of the time nearest to the one asked; -1 in an empty column. */
export function nearestIndex(times, time) {
  let low = 0,
    high = times.length - 1;
  if (high < 0) return -1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (times[middle] < time) low = middle;
    else high = middle;
  }
  return Math.abs(times[low] - time) <= Math.abs(times[high] - time) ? low : high;
}

/** All fields that are not times, over all frames, with their frame; for stat, gauge, pie and bar gauge. */
export function valueFields(answer, pattern = "") {
  const found = [],
    chosen = pattern ? matcher(pattern) : null;
  for (const frame of answer.frames ?? []) {
    for (const field of frame.fields) {
      if (field.type === "time" && !chosen) continue;
      if (chosen ? chosen(fieldName(field, frame)) : field.type === "number" || field.type === "boolean")
        found.push({ field, frame, time: frame.fields.find((one) => one.type === "time") ?? null });
    }
  }
  // A frame of words alone still has something to say.
  if (found.length === 0 && !chosen)
    for (const frame of answer.frames ?? []) for (const field of frame.fields) if (field.type === "string") found.push({ field, frame, time: null });
  return found;
}

function matcher(pattern) {
  const expression = /^\/(.*)\/([a-z]*)$/.exec(pattern);
  if (!expression) return (name) => name === pattern;
  try {
    const compiled = new RegExp(expression[1], expression[2].replace("g", ""));
    return (name) => compiled.test(name);
  } catch {
    return () => false;
  }
}

export function isEmpty(answer) {
  return !(answer.frames ?? []).some((frame) => frame.fields.some((field) => (field.values?.length ?? 0) > 0));
}

/** Whether an answer has series, but not one number in them. */
export function isWithoutNumbers(answer) {
  return !(answer.frames ?? []).some((frame) =>
    frame.fields.some((field) => field.type === "number" && field.values.some((value) => Number.isFinite(numberOf(value)))),
  );
}
