// What stat, gauge, bar gauge and pie show: one value for each field, or for each row.
import { displayOf } from "../format.js";
import { fieldName, numbers, valueFields } from "../frames.js";
import { numberOf, reduce } from "../reduce.js";

const MAX_VALUES = 100; // cells; a panel that asks for more rows than can be read shows the first

/** [{ name, value, shown, field, frame, time, min, max, index }] by options.reduceOptions. */
export function reducedValues(answer, zone) {
  const { calcs = ["lastNotNull"], fields = "", values: rows = false, limit = 25 } = answer.options?.reduceOptions ?? {},
    found = [];
  const chosen = valueFields(answer, fields);
  for (const [index, { field, frame, time }] of chosen.entries()) {
    const range = rangeOf(field),
      display = displayOf(field, { zone, range, index }),
      base = { field, frame, time, ...range, index };
    if (rows) {
      const names = frame.fields.find((one) => one.type === "string" && one !== field);
      for (let row = 0; row < Math.min(field.values.length, limit || 25, MAX_VALUES); row++) {
        const name = names ? String(names.values[row] ?? "") : fieldName(field, frame);
        found.push({
          ...base,
          name: chosen.length > 1 && names ? `${name} ${fieldName(field, frame)}` : name,
          value: field.values[row],
          shown: display(field.values[row]),
          index: found.length,
        });
      }
      continue;
    }
    const value = reduce(field.values, calcs[0] ?? "lastNotNull");
    found.push({
      ...base,
      name: fieldName(field, frame),
      value,
      shown: display(typeof value === "boolean" && field.type !== "boolean" ? Number(value) : value),
    });
  }
  return found.slice(0, MAX_VALUES);
}

/** The range a value is seen in: the field's own, else that of its values with zero. */
export function rangeOf(field) {
  const config = field.config ?? {};
  if (config.min !== null && config.min !== undefined && config.max !== null && config.max !== undefined) return { min: config.min, max: config.max };
  if (config.unit === "percent") return { min: config.min ?? 0, max: config.max ?? 100 };
  if (config.unit === "percentunit") return { min: config.min ?? 0, max: config.max ?? 1 };
  let min = 0,
    max = -Infinity;
  if (field.type !== "string")
    for (const value of numbers(field.values)) if (Number.isFinite(value)) [min, max] = [Math.min(min, value), Math.max(max, value)];
  return { min: config.min ?? min, max: config.max ?? (max > min ? max : 100) };
}

export const joined = ({ prefix, text, suffix }) => prefix + text + suffix;

export const share = (value, min, max) => Math.min(1, Math.max(0, max > min ? (numberOf(value) - min) / (max - min) : 0)) || 0;

/** Rows and columns of count cells over a box so that each is as large as can be. wide: how many times wider than tall a cell is best. */
export function cells(count, width, height, wide = 2, orientation = "auto") {
  if (orientation === "horizontal") return { columns: 1, rows: count };
  if (orientation === "vertical") return { columns: count, rows: 1 };
  let best = { columns: 1, rows: count },
    size = 0;
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns),
      fits = Math.min(width / columns / wide, height / rows) * (1 - 0.02 * (columns * rows - count));
    if (fits > size) [size, best] = [fits, { columns, rows }];
  }
  return best;
}

/** Calls draw now and after each change of the element's size; returns what ends that. */
export function onSize(element, draw) {
  let width = -1,
    height = -1;
  const observer = new ResizeObserver(() => {
    if (element.clientWidth === width && element.clientHeight === height) return;
    [width, height] = [element.clientWidth, element.clientHeight];
    draw();
  });
  observer.observe(element);
  return () => observer.disconnect();
}
