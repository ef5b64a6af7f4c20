using System.Globalization;
using Vigia.Console.Dashboards.Frames;

namespace Vigia.Console.Dashboards.Transformations;

/// <summary>Changes fields' types: to a number, a text, a time.</summary>
internal static class ConvertTransformation
{
    public static IReadOnlyList<Frame> Apply(IReadOnlyList<Frame> frames, TransformationOptions options, TransformationContext context)
    {
        Dictionary<string, string> wanted = new(StringComparer.Ordinal);
        foreach (TransformationOptions one in options["conversions"].Items)
        {
            wanted[one.Text("targetField")] = one.Text("destinationType");
        }

        return
        [
            .. frames.Select(frame => frame with
            {
                Fields = [.. frame.Fields.Select(field => wanted.TryGetValue(FieldNames.Of(field, frame, frames), out string? type) ? Convert(field, type) : field)],
            }),
        ];
    }

    private static FrameField Convert(FrameField field, string type)
    {
        IEnumerable<CellValue> values = Enumerable.Range(0, field.Count).Select(i => field.Column[i]);
        FieldColumn? column = type switch
        {
            "number" => FieldColumn.Of(FieldType.Number, [.. values.Select(ToNumber)]),
            "string" => FieldColumn.Of(FieldType.Text, [.. values]),
            "time" => FieldColumn.Of(FieldType.Time, [.. values.Select(ToTime)]),
            "boolean" => FieldColumn.OfTexts([.. values.Select(static value => value.IsMissing ? null : value.Number != 0 || value.Text is "true" or "1" ? "true" : "false")]),
            _ => null,
        };
        return column is null ? field : field with { Column = column };
    }

    private static CellValue ToNumber(CellValue value) =>
        value.Text is null ? value
        : double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? new CellValue(number) : CellValue.None;

    private static CellValue ToTime(CellValue value) =>
        value.Text is null ? value
        : DateTimeOffset.TryParse(value.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? new CellValue(time.ToUnixTimeMilliseconds()) : ToNumber(value);
}
