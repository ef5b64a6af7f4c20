using Microsoft.Extensions.Localization;
using Vigia.Console.Resources;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.PromQL.Completion;
using Vigia.PromQL.Syntax;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.Console.Explore;

/// <summary>Completes queries with the language's words and with what is stored. Thread safe.</summary>
internal sealed class QueryCompletion(IMetricCatalog catalog, IStringLocalizer<FunctionText> texts, TimeProvider time)
{
    /// <summary>The longest query that is completed.</summary>
    public const int MaxLength = 20_000;

    /// <summary>The most choices.</summary>
    private const int MaxItems = 200;

    /// <summary>The most names and values that one completion looks through.</summary>
    private const int MaxCandidates = 50_000;

    private static readonly TimeSpan Window = TimeSpan.FromHours(6);
    private static readonly string[] MacroDurations = ["$__rate_interval", "$__interval", "$__range"];

    /// <summary>What may stand at the caret.</summary>
    public CompletionAnswer Complete(string query, int caret, CancellationToken cancellationToken)
    {
        CompletionPlace place = PromqlCompletion.At(QueryMacros.Blank(query), caret);
        IEnumerable<CompletionItem> items = place.Kind switch
        {
            CompletionKind.Expression => [.. Metrics(place.Prefix, cancellationToken), .. place.Words.Select(Word)],
            CompletionKind.LabelName or CompletionKind.GroupingLabel => LabelNames(place, cancellationToken),
            CompletionKind.LabelValue => LabelValues(place, cancellationToken),
            CompletionKind.Duration => Durations(place),
            CompletionKind.Nothing => [],
            _ => place.Words.Select(static word => new CompletionItem(word, word, "keyword")),
        };
        List<CompletionItem> all = [.. items.Take(MaxItems + 1)];
        return new CompletionAnswer(place.Span.Start, place.Span.End, all.Count > MaxItems ? all[..MaxItems] : all, all.Count > MaxItems);
    }

    private IEnumerable<CompletionItem> Metrics(string prefix, CancellationToken cancellationToken)
    {
        if (prefix.StartsWith('$'))
        {
            return [];
        }

        IReadOnlyDictionary<string, IReadOnlyList<MetricMetadata>> metadata = catalog.Metadata(null, MaxCandidates, 1);
        return Values(Model.Labels.LabelNames.MetricName, [], cancellationToken)
            .Where(name => name.Contains(prefix, StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(name => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            .ThenBy(static name => name, StringComparer.Ordinal)
            .Take(MaxItems)
            .Select(name => Metric(name, metadata));
    }

    private static CompletionItem Metric(string name, IReadOnlyDictionary<string, IReadOnlyList<MetricMetadata>> metadata)
    {
        // A histogram's series carry its family's name and a suffix.
        foreach (string suffix in new[] { "", "_bucket", "_count", "_sum", "_total" })
        {
            if (name.EndsWith(suffix, StringComparison.Ordinal) && metadata.TryGetValue(name[..^suffix.Length], out IReadOnlyList<MetricMetadata>? found) && found.Count > 0)
            {
                return new CompletionItem(name, name, "metric", found[0].Type.ToString().ToLowerInvariant(), found[0].Help);
            }
        }

        return new CompletionItem(name, name, "metric");
    }

    private CompletionItem Word(string word)
    {
        LocalizedString text = texts[word];
        FunctionSignature? function = FunctionTable.Find(word);
        return new CompletionItem(
            word, word, function is null ? "aggregation" : "function", function?.IsExperimental == true ? "experimental" : "", text.ResourceNotFound ? "" : text.Value);
    }

    private IEnumerable<CompletionItem> LabelNames(CompletionPlace place, CancellationToken cancellationToken)
    {
        (long from, long to) = Range();
        return catalog.LabelNames(Selectors(place.Selector), from, to, MaxCandidates, cancellationToken)
            .Where(name => name != Model.Labels.LabelNames.MetricName && name.Contains(place.Prefix, StringComparison.OrdinalIgnoreCase))
            .Select(name => new CompletionItem(name, name, "label"));
    }

    private IEnumerable<CompletionItem> LabelValues(CompletionPlace place, CancellationToken cancellationToken) =>
        Values(place.Label, place.Selector, cancellationToken)
            .Where(value => value.Contains(place.Prefix, StringComparison.OrdinalIgnoreCase))
            .Select(static value => new CompletionItem(value, '"' + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + '"', "value"));

    private static IEnumerable<CompletionItem> Durations(CompletionPlace place) =>
        MacroDurations.Concat(place.Words).Select(static word => new CompletionItem(word, word, "duration"));

    private IReadOnlyList<string> Values(string label, IReadOnlyList<LabelMatcher> selector, CancellationToken cancellationToken)
    {
        (long from, long to) = Range();
        return catalog.LabelValues(label, Selectors(selector), from, to, MaxCandidates, cancellationToken);
    }

    private static IReadOnlyList<IReadOnlyList<LabelMatcher>> Selectors(IReadOnlyList<LabelMatcher> selector) => selector.Count == 0 ? [] : [selector];

    private (long From, long To) Range()
    {
        DateTimeOffset now = time.GetUtcNow();
        return ((now - Window).ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds());
    }
}
