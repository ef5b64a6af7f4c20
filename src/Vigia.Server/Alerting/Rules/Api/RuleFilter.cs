using Vigia.Model.Labels;
using Vigia.Server.QueryApi;

namespace Vigia.Server.Alerting.Rules.Api;

/// <summary>Which rules <c>/api/v1/rules</c> is asked for.</summary>
internal sealed class RuleFilter
{
    private readonly HashSet<string> _names;
    private readonly HashSet<string> _groups;
    private readonly HashSet<string> _files;
    private readonly IReadOnlyList<IReadOnlyList<LabelMatcher>> _matchers;
    private readonly string _type;

    /// <summary>Reads the parameters, and refuses what Prometheus refuses.</summary>
    /// <exception cref="ApiException">A parameter has a value that it cannot have.</exception>
    public RuleFilter(ApiParameters parameters)
    {
        _type = (parameters["type"] ?? "").ToLowerInvariant();
        if (_type is not ("" or "alert" or "record"))
        {
            throw ApiException.Invalid("type", $"not supported value \"{_type}\"");
        }

        string exclude = parameters["exclude_alerts"] ?? "";
        ExcludesAlerts = exclude.ToLowerInvariant() switch
        {
            "1" or "t" or "true" => true,
            "" or "0" or "f" or "false" => false,
            _ => throw ApiException.Invalid("exclude_alerts", $"error converting exclude_alerts: \"{exclude}\" is neither true nor false"),
        };
        _names = Set(parameters, "rule_name[]");
        _groups = Set(parameters, "rule_group[]");
        _files = Set(parameters, "file[]");
        _matchers = SelectorParser.OfMatches(parameters.All("match[]"));
    }

    /// <summary>Whether the alerts of each rule are left out.</summary>
    public bool ExcludesAlerts { get; }

    public bool Takes(RuleGroup group) => (_groups.Count == 0 || _groups.Contains(group.Name)) && (_files.Count == 0 || _files.Contains(group.File));

    public bool Takes(Rule rule) =>
        (_names.Count == 0 || _names.Contains(rule.Name))
            && (_type.Length == 0 || _type == (rule is AlertingRule ? "alert" : "record"))
            && (_matchers.Count == 0 || _matchers.Any(all => all.All(matcher => matcher.Matches(Label(rule, matcher.Name)))));

    private static string Label(Rule rule, string name) => rule.Labels.FirstOrDefault(label => label.Name == name)?.Text ?? "";

    private static HashSet<string> Set(ApiParameters parameters, string name) => [.. parameters.All(name)];
}
