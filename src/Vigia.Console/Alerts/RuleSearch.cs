using Vigia.Console.Search;
using Vigia.Server.Alerting.Rules.Evaluation;
using Vigia.Server.Alerting.Rules.Running;

namespace Vigia.Console.Alerts;

/// <summary>Finds rules by parts of their name, group, expression or file.</summary>
internal sealed class RuleSearch(IRuleStatus rules) : ISearchSource
{
    public Task<IReadOnlyList<SearchResult>> FindAsync(string text, int limit, CancellationToken cancellationToken)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        IReadOnlyList<SearchResult> found =
        [
            .. rules.Groups.SelectMany(static group => group.Evaluation.Rules)
                .Where(rule => words.All(word => Has(rule, word)))
                .OrderByDescending(rule => rule.Rule.Name.StartsWith(text, StringComparison.OrdinalIgnoreCase))
                .ThenBy(static rule => rule.Rule.Name.Length)
                .Take(limit)
                .Select(static rule => new SearchResult("SearchRules", rule.Rule.Name, rule.Rule.Query, "/ui/alerts/rules?text=" + Uri.EscapeDataString(rule.Rule.Name))),
        ];
        return Task.FromResult(found);
    }

    private static bool Has(RuleEvaluation rule, string word) =>
        rule.Rule.Name.Contains(word, StringComparison.OrdinalIgnoreCase)
        || rule.Rule.Query.Contains(word, StringComparison.OrdinalIgnoreCase)
        || rule.Group.Name.Contains(word, StringComparison.OrdinalIgnoreCase);
}
