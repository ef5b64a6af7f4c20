// An answer's frames as comma-separated values (RFC 4180), to be opened by a spreadsheet.
import { fieldName, timeSeries } from "./frames.js";
import { text } from "./strings.js";

function cell(value) {
  if (value === null || value === undefined) return "";
  let written = typeof value === "number" && Number.isNaN(value) ? "" : String(value);
  // A spreadsheet would run what begins like a formula.
  if (typeof value === "string" && /^[=+\-@\t\r]/.test(written) && Number.isNaN(Number(written))) written = `'${written}`;
  return /[",\r\n]/.test(written) ? `"${written.replaceAll('"', '""')}"` : written;
}

const line = (cells) => cells.map(cell).join(",");

/** Series over time beside each other by time (ISO 8601, UTC); other frames below each other. Numbers keep their point. */
export function toCsv(answer) {
  const frames = answer.frames ?? [],
    overTime =
      frames.length > 0 &&
      frames.every((frame) => frame.fields.some((field) => field.type === "time") && frame.fields.every((field) => field.type !== "string"));
  if (overTime) {
    const { times, series } = timeSeries(answer),
      rows = [line([text("chart.time"), ...series.map((one) => one.name)])];
    for (let i = 0; i < times.length; i++) rows.push(line([new Date(times[i]).toISOString(), ...series.map((one) => one.values[i])]));
    return `${rows.join("\r\n")}\r\n`;
  }
  return frames
    .map((frame) => {
      const rows = [line(frame.fields.map((field) => fieldName(field)))],
        length = Math.max(0, ...frame.fields.map((field) => field.values.length));
      for (let i = 0; i < length; i++)
        rows.push(
          line(
            frame.fields.map((field) =>
              field.type === "time" && field.values[i] !== null ? new Date(Number(field.values[i])).toISOString() : field.values[i],
            ),
          ),
        );
      return `${rows.join("\r\n")}\r\n`;
    })
    .join("\r\n");
}

/** Hands the file to the browser. */
export function downloadCsv(answer, name) {
  const url = URL.createObjectURL(new Blob(["\ufeff", toCsv(answer)], { type: "text/csv;charset=utf-8" })),
    link = document.createElement("a");
  link.href = url;
  link.download = `${(name || "vigia").replace(/[^\p{L}\p{N} ._-]+/gu, "-").slice(0, 80)}.csv`;
  link.click();
  URL.revokeObjectURL(url);
}
