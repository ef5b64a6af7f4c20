using System.Buffers;
using System.Buffers.Text;
using Vigia.Console.Dashboards.Frames;
using Vigia.Server.QueryApi.Json;

namespace Vigia.Console.Dashboards.Json;

/// <summary>Writes columns. Series of one query mostly have the same times, which are then formatted once. Not thread-safe.</summary>
internal sealed class ColumnWriter
{
    private const int MaxDigits = 20;

    private readonly ArrayBufferWriter<byte> _times = new();
    private ReadOnlyMemory<long> _written;
    private bool _hasTimes;

    public void Write(ApiJson json, FieldColumn column)
    {
        switch (column.Type)
        {
            case FieldType.Time:
                json.Raw(Times(column.Times));
                break;
            case FieldType.Number:
                Numbers(json, column.Numbers.Span);
                break;
            case FieldType.Text:
                Texts(json, column.Texts);
                break;
            default:
                Series(json, column.Series);
                break;
        }
    }

    /// <summary>Whether a column has the times of the column of times that was written last.</summary>
    public bool IsRepeated(FieldColumn column) => column.Type == FieldType.Time && _hasTimes && column.Times.Span.SequenceEqual(_written.Span);

    /// <summary>A number; null where there is none; a text where JSON has no number for it.</summary>
    public static void Number(ApiJson json, double value)
    {
        if (double.IsFinite(value))
        {
            json.Number(value);
        }
        else
        {
            json.Raw(FieldColumn.IsMissing(value) ? "null"u8
                : double.IsNaN(value) ? "\"NaN\""u8
                : value > 0 ? "\"Infinity\""u8 : "\"-Infinity\""u8);
        }
    }

    private ReadOnlySpan<byte> Times(ReadOnlyMemory<long> times)
    {
        if (_hasTimes && times.Span.SequenceEqual(_written.Span))
        {
            return _times.WrittenSpan;
        }

        _times.ResetWrittenCount();
        Span<byte> to = _times.GetSpan(2 + (times.Length * (MaxDigits + 1)));
        int at = 0;
        to[at++] = (byte)'[';
        foreach (long time in times.Span)
        {
            if (at > 1)
            {
                to[at++] = (byte)',';
            }

            Utf8Formatter.TryFormat(time, to[at..], out int written);
            at += written;
        }

        to[at++] = (byte)']';
        _times.Advance(at);
        (_written, _hasTimes) = (times, true);
        return _times.WrittenSpan;
    }

    private static void Numbers(ApiJson json, ReadOnlySpan<double> values)
    {
        json.Raw("["u8);
        bool isFirst = true;
        foreach (double value in values)
        {
            json.Comma(ref isFirst);
            Number(json, value);
        }

        json.Raw("]"u8);
    }

    private static void Texts(ApiJson json, IReadOnlyList<string?> values)
    {
        json.Raw("["u8);
        bool isFirst = true;
        foreach (string? value in values)
        {
            json.Comma(ref isFirst);
            if (value is null)
            {
                json.Raw("null"u8);
            }
            else
            {
                json.String(value);
            }
        }

        json.Raw("]"u8);
    }

    private void Series(ApiJson json, IReadOnlyList<Frame?> series)
    {
        json.Raw("["u8);
        bool isFirst = true;
        foreach (Frame? frame in series)
        {
            json.Comma(ref isFirst);
            if (frame?.TimeField is not { } time || frame.Fields.FirstOrDefault(static field => field.Type == FieldType.Number) is not { } numbers)
            {
                json.Raw("null"u8);
                continue;
            }

            json.Raw("{\"times\":"u8);
            Write(json, time.Column);
            json.Raw(",\"values\":"u8);
            Write(json, numbers.Column);
            json.Raw("}"u8);
        }

        json.Raw("]"u8);
    }
}
