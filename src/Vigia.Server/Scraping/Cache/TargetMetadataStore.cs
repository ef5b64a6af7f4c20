using System.Collections.Concurrent;
using System.Text;
using Vigia.Model.Metrics;
using Vigia.Server.Exposition;

namespace Vigia.Server.Scraping.Cache;

/// <summary>What a target says of its families. Written by its scrape; read by anybody.</summary>
internal sealed class TargetMetadataStore(IMetricSink sink, ScrapeMetrics metrics)
{
    private const int MaxFamilies = 20_000;
    private const int MaxTextLength = 4096;

    private readonly ConcurrentDictionary<string, MetricMetadata> _families = new(StringComparer.Ordinal);

    /// <summary>A family some of whose lines said something new; its others may follow.</summary>
    private string? _open;

    /// <summary>The families now.</summary>
    public IReadOnlyCollection<KeyValuePair<string, MetricMetadata>> Families => [.. _families];

    /// <summary>Takes what a line of a text format says. The sink learns of a family once the next begins or <see cref="EndText"/> is called: not of halves.</summary>
    public void Take(ExpositionEntry entry, ReadOnlySpan<byte> familyText, MetricType type, ReadOnlySpan<byte> text)
    {
        string family = SeriesLabels.Unescape(SeriesScan.Unquoted(familyText));
        if (_open != family)
        {
            EndText();
        }

        MetricMetadata known = _families.GetValueOrDefault(family) ?? new MetricMetadata(MetricType.Unknown, "", "");
        MetricMetadata said = entry switch
        {
            ExpositionEntry.Type => known with { Type = type },
            ExpositionEntry.Help => known with { Help = Bounded(SeriesLabels.Unescape(text)) },
            _ => known with { Unit = Bounded(Encoding.UTF8.GetString(text)) },
        };
        if (TrySet(family, said))
        {
            _open = family;
        }
    }

    /// <summary>The text has no more lines.</summary>
    public void EndText()
    {
        if (_open is not null)
        {
            sink.SetMetadata(_open, _families[_open]);
            _open = null;
        }
    }

    /// <summary>Takes a family whole.</summary>
    public void Take(ReadOnlySpan<byte> familyText, MetricType type, ReadOnlySpan<byte> help, ReadOnlySpan<byte> unit)
    {
        string family = Encoding.UTF8.GetString(familyText);
        var metadata = new MetricMetadata(type, Bounded(Encoding.UTF8.GetString(help)), Bounded(Encoding.UTF8.GetString(unit)));
        if (TrySet(family, metadata))
        {
            sink.SetMetadata(family, metadata);
        }
    }

    private static string Bounded(string text) => text.Length > MaxTextLength ? text[..MaxTextLength] : text;

    /// <summary>Whether it is new, and there is room for it.</summary>
    private bool TrySet(string family, MetricMetadata metadata)
    {
        if (_families.TryGetValue(family, out MetricMetadata? known) ? known == metadata : _families.Count >= MaxFamilies)
        {
            if (known is null)
            {
                metrics.MetadataDropped.Increment();
            }

            return false;
        }

        _families[family] = metadata;
        return true;
    }
}
