using Vigia.PromQL.Syntax;
using Vigia.PromQL.Syntax.Tree;
using Vigia.Storage.Metrics.Retention;

namespace Vigia.Server.Hosting;

/// <summary>Reads the rules of retention from the settings.</summary>
internal static class RetentionRules
{
    /// <summary>The rules; what is wrong goes into <paramref name="errors"/>.</summary>
    public static IReadOnlyList<RetentionRule> Read(IReadOnlyList<RetentionRuleOptions> options, List<string> errors)
    {
        var rules = new List<RetentionRule>(options.Count);
        for (int i = 0; i < options.Count; i++)
        {
            PromqlParseResult parsed = PromqlParser.Parse(options[i].Match);
            if (parsed.HasErrors || parsed.Tree is not VectorSelector selector)
            {
                errors.Add($"Monitor:Metrics:RetentionRules:{i}:Match '{options[i].Match}' is no series selector{(parsed.HasErrors ? ": " + parsed.Diagnostics[0].Format(options[i].Match) : "")}.");
                continue;
            }

            rules.Add(new RetentionRule
            {
                Matchers = selector.Matchers,
                Raw = options[i].Raw,
                Downsampled = [.. options[i].Downsampled.Select(static kept => new DownsampledRetention(kept.Resolution, kept.Retention))],
            });
        }

        return rules;
    }
}
