using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Vigia.Console.Dashboards.Model;
using Vigia.Console.Dashboards.Templating;
using Vigia.Console.Dashboards.Variables;

namespace Vigia.Console.Dashboards.Components;

/// <summary>What a dashboard's address says of its variables, as Grafana writes it: <c>var-name=value</c>, once for each value; ad hoc filters as <c>key|operator|value</c>.</summary>
internal static class DashboardAddress
{
    private const string Prefix = "var-";

    // Grafana's own replacement for the separator within a part.
    private const string EscapedSeparator = "__gfp__";
    private const int MaxVariables = 100;
    private const int MaxValues = 500;

    /// <summary>The values that an address selects, by variable.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Selection(string uri)
    {
        var selection = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach ((string key, StringValues values) in QueryHelpers.ParseQuery(new Uri(uri).Query))
        {
            if (key.StartsWith(Prefix, StringComparison.Ordinal) && selection.Count < MaxVariables)
            {
                selection[key[Prefix.Length..]] = [.. values.Take(MaxValues).Select(static value => value == "All" ? VariableValue.All : value ?? "")];
            }
        }

        return selection;
    }

    /// <summary>The parameter of a variable.</summary>
    public static string Parameter(string variable) => Prefix + variable;

    /// <summary>The filters that an address or, where it says nothing, the file gives an ad hoc variable.</summary>
    public static IReadOnlyList<AdhocFilter> Filters(DashboardVariable variable, IReadOnlyDictionary<string, IReadOnlyList<string>> selection) =>
        selection.TryGetValue(variable.Name, out IReadOnlyList<string>? texts)
            ? [.. texts.Select(static text => text.Split('|')).Where(static parts => parts is { Length: 3 }).Select(static parts => new AdhocFilter(Plain(parts[0]), Plain(parts[1]), Plain(parts[2])))]
            : variable.Filters;

    /// <summary>A filter as the address holds it.</summary>
    public static string Text(AdhocFilter filter) => string.Join('|', new[] { filter.Key, filter.Operator, filter.Value }.Select(static part => part.Replace("|", EscapedSeparator, StringComparison.Ordinal)));

    /// <summary>What a variable is set to, in the form that a question for data or an address takes.</summary>
    public static IReadOnlyList<string> Values(ResolvedVariable resolved) => resolved switch
    {
        { Value.IsAll: true } => [VariableValue.All],
        { Variable: { Kind: VariableKind.Interval } variable, Value.Texts: ["auto"] } => ["$__auto_interval_" + variable.Name],
        _ => resolved.Value.Values,
    };

    private static string Plain(string part) => part.Replace(EscapedSeparator, "|", StringComparison.Ordinal);
}
