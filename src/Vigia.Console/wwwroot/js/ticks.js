// Round values for a value axis.
import { unitOf } from "./units.js";

const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800, 1209600, 2592000];

function roundStep(wanted, unit) {
  if (unit.kind === "scaled" && unit.factor === 1024 && wanted > 1) return 2 ** Math.ceil(Math.log2(wanted) - 1e-9);
  if (unit.kind === "time") {
    const seconds = unit.ms / 1000,
      found = wanted * seconds > 0.5 ? TIME_STEPS.find((s) => s >= wanted * seconds * (1 - 1e-9)) : undefined;
    if (found !== undefined) return found / seconds;
  }
  const power = 10 ** Math.floor(Math.log10(wanted)),
    share = wanted / power;
  return (
    power *
    (share <= 1.0001 ? 1 : share <= 2.0001 ? 2 : share <= 2.5001 && unit.kind === "percent" ? 2.5 : share <= 3.0001 ? 3 : share <= 5.0001 ? 5 : 10)
  );
}

/**
 * The range and ticks of a linear axis over [min, max] with at most count steps. fixedMin and fixedMax say that an end is not to be
 * moved to a round value.
 */
export function linearTicks(min, max, count, unitId, fixedMin = false, fixedMax = false) {
  if (!(max > min)) {
    const room = min === 0 ? 1 : Math.abs(min) * 0.1;
    if (!fixedMax || fixedMin) max = min + room;
    if (!fixedMin && min !== 0) min -= room;
  }
  const step = roundStep((max - min) / Math.max(1, count), unitOf(unitId));
  const low = fixedMin ? min : Math.floor(min / step + 1e-9) * step,
    high = fixedMax ? max : Math.ceil(max / step - 1e-9) * step,
    values = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-6; i++) values.push(+(i * step).toPrecision(14));
  return { min: low, max: high, step, values };
}

/** The same for a logarithmic axis: powers of base, thinned until they fit. Values not above zero have no place on it. */
export function logTicks(min, max, count, base = 10, fixedMin = false, fixedMax = false) {
  const from = min > 0 ? min : max > 0 ? Math.min(1, max / 1000) : 0.1,
    to = max > from ? max : from * base;
  const log = (v) => Math.log(v) / Math.log(base);
  const low = fixedMin ? from : base ** Math.floor(log(from) + 1e-9),
    high = fixedMax ? to : base ** Math.ceil(log(to) - 1e-9),
    powers = Math.round(log(high) - log(low));
  const every = Math.max(1, Math.ceil(powers / Math.max(1, count))),
    values = [];
  for (let power = Math.ceil(log(low) - 1e-9); base ** power <= high * (1 + 1e-9); power += every) {
    values.push(+(base ** power).toPrecision(14));
    if (powers <= 2 && base === 10) for (const part of [2, 5]) if (part * 10 ** power <= high) values.push(+(part * 10 ** power).toPrecision(14));
  }
  return { min: low, max: high, step: low, values };
}
