using System.Text;
using System.Text.Unicode;
using Vigia.Model.Metrics;

namespace Vigia.Server.Exposition;

internal ref partial struct TextExpositionReader
{
    private ExpositionEntry ReadComment()
    {
        ReadOnlySpan<byte> line = RestOfLine();
        Key = line;
        ExpositionEntry entry = _isOpenMetrics ? ReadOpenMetricsComment(line) : ReadPrometheusComment(line);
        _position += line.Length;
        if (_position < _text.Length)
        {
            _position++;
            Line++;
            if (_isEnded && _position < _text.Length)
            {
                throw Fail("unexpected data after # EOF");
            }
        }

        return _isEnded ? ExpositionEntry.End : entry;
    }

    private ExpositionEntry ReadOpenMetricsComment(ReadOnlySpan<byte> line)
    {
        if (line.SequenceEqual("# EOF"u8))
        {
            _isEnded = true;
            return ExpositionEntry.End;
        }

        ExpositionEntry entry =
            line.StartsWith("# TYPE "u8) ? ExpositionEntry.Type
            : line.StartsWith("# HELP "u8) ? ExpositionEntry.Help
            : line.StartsWith("# UNIT "u8) ? ExpositionEntry.Unit
            : throw Fail("a line with # must be TYPE, HELP, UNIT or EOF");
        ReadMetadata(entry, line[7..], isBlankRequired: true);
        return entry;
    }

    private ExpositionEntry ReadPrometheusComment(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> rest = line[1..].TrimStart(" \t"u8);
        ExpositionEntry entry =
            rest.Length == line.Length - 1 ? ExpositionEntry.Comment
            : StartsWithWord(rest, "TYPE"u8) ? ExpositionEntry.Type
            : StartsWithWord(rest, "HELP"u8) ? ExpositionEntry.Help
            : ExpositionEntry.Comment;
        if (entry != ExpositionEntry.Comment)
        {
            ReadMetadata(entry, rest[4..].TrimStart(" \t"u8), isBlankRequired: false);
        }

        return entry;
    }

    private static bool StartsWithWord(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) =>
        text.StartsWith(word) && text.Length > word.Length && text[word.Length] is (byte)' ' or (byte)'\t';

    private void ReadMetadata(ExpositionEntry entry, ReadOnlySpan<byte> text, bool isBlankRequired)
    {
        int end = SeriesScan.ScanFamily(text, out string? error);
        if (error is not null)
        {
            throw Fail(error);
        }

        Family = text[..end];
        ReadOnlySpan<byte> rest = text[end..];
        if (rest.IsEmpty && entry == ExpositionEntry.Help && !isBlankRequired)
        {
            Text = default;
            return;
        }

        if (rest.IsEmpty || (rest[0] != ' ' && (isBlankRequired || rest[0] != '\t')))
        {
            throw Fail("expected text after the metric name");
        }

        rest = isBlankRequired ? rest[1..] : rest.TrimStart(" \t"u8);
        Text = rest;
        switch (entry)
        {
            case ExpositionEntry.Type:
                Type = ReadType(isBlankRequired ? rest : rest.TrimEnd(" \t"u8));
                break;
            case ExpositionEntry.Help when !Utf8.IsValid(rest):
                throw Fail("help text is not a valid utf8 string");
            case ExpositionEntry.Unit when !EndsWithUnit(Family, rest):
                throw Fail("unit not a suffix of metric");
        }
    }

    private readonly MetricType ReadType(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("counter"u8) ? MetricType.Counter
        : name.SequenceEqual("gauge"u8) ? MetricType.Gauge
        : name.SequenceEqual("histogram"u8) ? MetricType.Histogram
        : name.SequenceEqual("summary"u8) ? MetricType.Summary
        : name.SequenceEqual("unknown"u8) || (!_isOpenMetrics && name.SequenceEqual("untyped"u8)) ? MetricType.Unknown
        : name.SequenceEqual("gaugehistogram"u8) ? MetricType.GaugeHistogram
        : name.SequenceEqual("info"u8) ? MetricType.Info
        : name.SequenceEqual("stateset"u8) ? MetricType.StateSet
        : throw Fail($"invalid metric type \"{Encoding.UTF8.GetString(name)}\"");

    private static bool EndsWithUnit(ReadOnlySpan<byte> family, ReadOnlySpan<byte> unit)
    {
        family = SeriesScan.Unquoted(family);
        return unit.IsEmpty || (family.EndsWith(unit) && family.Length > unit.Length && family[^(unit.Length + 1)] is (byte)'_' or (byte)'.');
    }
}
