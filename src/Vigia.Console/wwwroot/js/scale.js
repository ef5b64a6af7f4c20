// From series to axes: which unit stands where, over which range, with which ticks.
import { axisFormatter } from "./format.js";
import { linearTicks, logTicks } from "./ticks.js";

/** Gives each series its axis (0 left, 1 right, -1 hidden): as placed, else the first unit left and another right. */
export function placeAxes(series) {
  const units = new Map();
  for (const one of series) {
    const placement = one.custom.axisPlacement ?? "auto",
      unit = `${one.config.unit ?? ""}|${one.custom.scaleDistribution?.type ?? "linear"}`;
    if (placement === "left" || placement === "right") one.axis = placement === "left" ? 0 : 1;
    else {
      if (!units.has(unit)) units.set(unit, Math.min(units.size, 1));
      one.axis = units.get(unit);
    }
    one.axisHidden = placement === "hidden";
  }
}

/**
 * Smallest and largest drawn value of the series on one axis, stacks summed (values above and below zero apart).
 */
export function extent(series, length) {
  let min = Infinity,
    max = -Infinity;
  const stacks = new Map();
  for (const { drawn, stack } of series) {
    if (stack === null) {
      for (let i = 0; i < length; i++) {
        const value = drawn[i];
        if (value < min && value !== -Infinity) min = value;
        if (value > max && value !== Infinity) max = value;
      }
      continue;
    }
    if (!stacks.has(stack)) stacks.set(stack, [new Float64Array(length), new Float64Array(length)]);
    const [above, below] = stacks.get(stack);
    for (let i = 0; i < length; i++) {
      const value = drawn[i];
      if (value > 0 && value !== Infinity) above[i] += value;
      else if (value < 0 && value !== -Infinity) below[i] += value;
    }
  }
  for (const [above, below] of stacks.values()) {
    for (let i = 0; i < length; i++) {
      if (above[i] > max) max = above[i];
      if (below[i] < min) min = below[i];
    }
    min = Math.min(min, 0);
    max = Math.max(max, 0);
  }
  return { min, max };
}

/** The axis for these series (all on one side), or null without any. height in pixels decides the count of ticks. */
export function axisOf(series, length, height) {
  if (series.length === 0) return null;
  const lead = series.find((one) => !one.axisHidden) ?? series[0],
    { config, custom } = lead,
    unit = lead.percent ? "percentunit" : config.unit;
  const setting = (name) => series.map((one) => one.config[name]).find((value) => value !== null && value !== undefined);
  const soft = (name) => series.map((one) => one.custom[name]).find((value) => value !== null && value !== undefined);
  const log = custom.scaleDistribution?.type === "log",
    base = custom.scaleDistribution?.log || 10;
  let { min, max } = extent(series, length);
  if (min > max) [min, max] = [0, 1];
  const filled = series.some((one) => one.custom.drawStyle === "bars" || (one.custom.fillOpacity ?? 0) > 0);
  // Lines may stand away from zero, when the way there would flatten them.
  if (!log && min > 0 && (filled || min < max * 0.5)) min = 0;
  if (!log && max < 0 && (filled || max > min * 0.5)) max = 0;
  for (const one of series) {
    // A threshold in sight near the data is worth the room, one far away is not.
    if (one.custom.thresholdsStyle?.mode && one.custom.thresholdsStyle.mode !== "off" && one.config.thresholds?.mode !== "percentage") {
      for (const step of one.config.thresholds?.steps ?? [])
        if (Number.isFinite(step.value) && step.value !== null && step.value > max && step.value <= max + (max - min) * 0.35) max = step.value;
    }
  }
  const softMin = soft("axisSoftMin"),
    softMax = soft("axisSoftMax"),
    fixedMin = lead.percent ? 0 : setting("min"),
    fixedMax = lead.percent ? 1 : setting("max");
  if (softMin !== undefined) min = Math.min(min, softMin);
  if (softMax !== undefined) max = Math.max(max, softMax);
  if (fixedMin !== undefined) min = fixedMin;
  if (fixedMax !== undefined) max = fixedMax;
  const count = Math.max(2, Math.floor(height / 32)),
    ends = [fixedMin !== undefined, fixedMax !== undefined];
  const ticks = log ? logTicks(min, max, count, base, ...ends) : linearTicks(min, max, count, unit, ...ends);
  // In a very low plot even the fewest round values would stand on one another.
  while (ticks.values.length > Math.max(2, height / 16)) ticks.values = ticks.values.filter((_, index) => index % 2 === 0);
  const step = log ? 0 : ticks.step,
    wanted = axisFormatter(unit, step, config.decimals),
    // Decimals that are meant for the values would give several ticks the same label.
    areTold = new Set(ticks.values.map(wanted)).size === ticks.values.length;
  return {
    type: log ? "log" : "value",
    base,
    ...ticks,
    text: areTold ? wanted : axisFormatter(unit, step),
    name: custom.axisLabel || "",
    show: series.some((one) => !one.axisHidden),
    lines: custom.axisGridShow !== false,
  };
}
