using System.Text;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Server.Relabeling;

namespace Vigia.Server.Exposition;

/// <summary>
/// Checks a whole text against OpenMetrics 1.0: not only its syntax, as a scrape does, but what the specification asks of families: names and
/// suffixes, order and grouping, values, buckets, exemplars. For checking what a program exposes; a scrape would pay for it and gain nothing.
/// </summary>
/// <remarks>https://prometheus.io/docs/specs/om/open_metrics_spec/.</remarks>
internal sealed class OpenMetricsCheck
{
    private const int MaxExemplarCharacters = 128;

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly LabelBuilder _labels = new();
    private OpenMetricsFamily? _family;
    private int _familyLine;

    private OpenMetricsCheck()
    {
    }

    /// <summary>The first thing wrong with a text; null where there is none.</summary>
    public static ExpositionException? Find(ReadOnlySpan<byte> text)
    {
        try
        {
            new OpenMetricsCheck().Run(text);
            return null;
        }
        catch (ExpositionException found)
        {
            return found;
        }
    }

    private void Run(ReadOnlySpan<byte> text)
    {
        var reader = new TextExpositionReader(text, TextGrammar.OpenMetrics);
        while (true)
        {
            int line = reader.Line;
            ExpositionEntry entry = reader.Read();
            switch (entry)
            {
                case ExpositionEntry.End:
                    Close(line);
                    return;
                case ExpositionEntry.Sample:
                    TakeSample(ref reader, line);
                    break;
                default:
                    string family = SeriesLabels.Unescape(SeriesScan.Unquoted(reader.Family));
                    if (_family?.Name != family)
                    {
                        Open(family, line);
                    }

                    _family!.Describe(entry, reader.Type, Encoding.UTF8.GetString(reader.Text), line);
                    break;
            }
        }
    }

    private void TakeSample(ref TextExpositionReader reader, int line)
    {
        LabelSet labels = Labels(reader.Key, line, isExemplar: false);
        string name = labels.MetricName;
        if (_family is null || !_family.Owns(name))
        {
            Open(name, line);
        }

        int exemplarCharacters = -1;
        if (!reader.ExemplarLabels.IsEmpty)
        {
            exemplarCharacters = 0;
            foreach (Label label in Labels(reader.ExemplarLabels, line, isExemplar: true).Span)
            {
                exemplarCharacters += Characters(label.Name) + Characters(label.Value);
            }

            if (exemplarCharacters > MaxExemplarCharacters)
            {
                throw new ExpositionException(line, $"an exemplar's labels have {exemplarCharacters} characters, at most {MaxExemplarCharacters} are allowed");
            }
        }

        _family!.Take(labels, reader.Value, reader.HasTimestamp ? reader.TimestampSeconds : null, hasExemplar: exemplarCharacters >= 0, line);
    }

    private LabelSet Labels(ReadOnlySpan<byte> text, int line, bool isExemplar)
    {
        if (text.EndsWith(",}"u8))
        {
            throw new ExpositionException(line, "a comma ends the list of labels");
        }

        _labels.Clear();
        if (isExemplar)
        {
            SeriesLabels.ReadExemplar(text, _labels);
        }
        else
        {
            SeriesLabels.Read(text, MetricType.Unknown, _labels);
        }

        for (int i = 0; i < _labels.Span.Length; i++)
        {
            for (int other = 0; other < i; other++)
            {
                if (_labels.Span[other].Name == _labels.Span[i].Name)
                {
                    throw new ExpositionException(line, $"the label {_labels.Span[i].Name} stands twice");
                }
            }
        }

        return _labels.Build();
    }

    private void Open(string name, int line)
    {
        Close(line);
        _family = new OpenMetricsFamily(name);
        _familyLine = line;
    }

    private void Close(int line)
    {
        if (_family is null)
        {
            return;
        }

        _family.Close(line);
        foreach (string name in _family.ClaimedNames)
        {
            if (!_names.Add(name))
            {
                throw new ExpositionException(_familyLine, $"the family {_family.Name} and another both have the name {name}, or its lines do not stand together");
            }
        }
    }

    private static int Characters(string text)
    {
        int count = 0;
        foreach (Rune unused in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }
}
