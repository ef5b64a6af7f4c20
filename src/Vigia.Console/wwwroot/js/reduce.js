// What a panel makes of a field's values, by Grafana's names of reducers.
import { text, hasText } from "./strings.js";

/** A value of the wire as a number: null and what is no number are NaN; "Infinity" is infinite. */
export function numberOf(value) {
  if (typeof value === "number") return value;
  if (value === null || value === undefined || value === "") return NaN;
  if (typeof value === "boolean") return value ? 1 : 0;
  return Number(value);
}

function statistics(values) {
  let count = 0,
    sum = 0,
    min = Infinity,
    max = -Infinity,
    first = NaN,
    last = NaN,
    delta = 0,
    step = Infinity,
    logmin = Infinity,
    changes = 0,
    zero = true,
    nulls = 0;
  let mean = 0,
    squares = 0;
  for (let i = 0; i < values.length; i++) {
    const value = numberOf(values[i]);
    if (Number.isNaN(value)) {
      nulls++;
      continue;
    }
    if (count === 0) first = value;
    else {
      const change = value - last;
      // A counter that falls has started again from nothing.
      delta += change >= 0 ? change : value;
      if (change !== 0) changes++;
      if (change > 0 && change < step) step = change;
    }
    count++;
    sum += value;
    last = value;
    if (value < min) min = value;
    if (value > max) max = value;
    if (value > 0 && value < logmin) logmin = value;
    if (value !== 0) zero = false;
    const difference = value - mean;
    mean += difference / count;
    squares += difference * (value - mean);
  }
  return {
    count,
    sum,
    min,
    max,
    first,
    last,
    delta,
    step,
    logmin,
    changes,
    zero: zero && count > 0,
    nulls,
    variance: count > 0 ? squares / count : NaN,
  };
}

function quantile(values, q) {
  const sorted = Float64Array.from(values, numberOf)
    .filter((value) => !Number.isNaN(value))
    .sort();
  if (sorted.length === 0) return null;
  const rank = q * (sorted.length - 1),
    below = Math.floor(rank);
  return sorted[below] + (sorted[Math.min(below + 1, sorted.length - 1)] - sorted[below]) * (rank - below);
}

const finite = (value) => (Number.isNaN(value) || value === Infinity || value === -Infinity ? null : value);

/** The reducer's result over an array of values; null where there is none. first and last may be any value, the rest are numbers. */
export function reduce(values, calc) {
  const length = values?.length ?? 0;
  if (length === 0) return calc === "count" ? 0 : null;
  switch (calc) {
    case "last":
      return values[length - 1] ?? null;
    case "first":
      return values[0] ?? null;
    case "lastNotNull": {
      for (let i = length - 1; i >= 0; i--) if (present(values[i])) return values[i];
      return null;
    }
    case "firstNotNull": {
      for (let i = 0; i < length; i++) if (present(values[i])) return values[i];
      return null;
    }
    case "count":
      return length;
    case "distinctCount":
      return new Set(values).size;
    case "uniqueValues":
      return [...new Set(values)];
    case "allValues":
      return Array.from(values);
    case "median":
      return quantile(values, 0.5);
  }
  const percentile = /^p(\d{1,2})$/.exec(calc);
  if (percentile) return quantile(values, Number(percentile[1]) / 100);
  const s = statistics(values);
  switch (calc) {
    case "allIsNull":
      return s.count === 0;
    case "allIsZero":
      return s.zero;
    case "changeCount":
      return s.changes;
  }
  if (s.count === 0) return null;
  switch (calc) {
    case "mean":
    case "avg":
      return s.sum / s.count;
    case "min":
      return s.min;
    case "max":
      return s.max;
    case "sum":
    case "total":
      return s.sum;
    case "range":
      return s.max - s.min;
    case "delta":
      return s.delta;
    case "step":
      return finite(s.step);
    case "diff":
      return s.last - s.first;
    case "diffperc":
      return s.first === 0 ? null : (s.last - s.first) / Math.abs(s.first);
    case "logmin":
      return finite(s.logmin);
    case "variance":
      return s.variance;
    case "stdDev":
      return Math.sqrt(s.variance);
    default:
      return reduce(values, "lastNotNull");
  }
}

function present(value) {
  return value !== null && value !== undefined && value !== "NaN" && !Number.isNaN(value);
}

/** Whether the result carries the field's unit; a count of values does not. */
export function keepsUnit(calc) {
  return !["count", "distinctCount", "changeCount", "diffperc", "allIsNull", "allIsZero"].includes(calc);
}

export function calcTitle(calc) {
  const percentile = /^p(\d{1,2})$/.exec(calc);
  if (percentile) return `p${percentile[1]}`;
  return hasText(`calc.${calc}`) ? text(`calc.${calc}`) : calc;
}
