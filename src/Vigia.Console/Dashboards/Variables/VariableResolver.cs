using System.Globalization;
using Microsoft.Extensions.Options;
using Vigia.Console.Dashboards.Model;
using Vigia.Console.Dashboards.Queries;
using Vigia.Console.Dashboards.Templating;
using Vigia.Model.Queries;

namespace Vigia.Console.Dashboards.Variables;

/// <summary>Finds what a dashboard's variables stand for, those first that others use. Thread-safe.</summary>
internal sealed class VariableResolver(OptionCache source, IOptions<DashboardOptions> options)
{
    /// <summary>The uid and name of this monitor as a data source.</summary>
    public const string OwnDataSource = "vigia";

    private const string AutoPrefix = "$__auto_interval_";

    /// <summary>Resolves all variables.</summary>
    /// <param name="dashboard">The dashboard.</param>
    /// <param name="selected">What the reader selected; a variable that is absent keeps what the file says, if that still is a choice.</param>
    /// <param name="range">The time range.</param>
    /// <param name="needsOptions">Whether all choices are wanted; otherwise they are read only where a value depends on them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<ResolvedVariable>> ResolveAsync(
        Dashboard dashboard, IReadOnlyDictionary<string, IReadOnlyList<string>> selected, QueryRange range, bool needsOptions, CancellationToken cancellationToken)
    {
        var resolved = new Dictionary<string, ResolvedVariable>(StringComparer.Ordinal);
        VariableScope scope = VariableScope.Of(dashboard.Inputs.Where(static input => input.Type == "constant").Select(static input => KeyValuePair.Create(input.Name, VariableValue.Of(input.Value))));
        foreach (DashboardVariable variable in VariableOrder.Of(dashboard.Variables))
        {
            ResolvedVariable one = await ResolveAsync(dashboard, variable, selected.GetValueOrDefault(variable.Name), new TemplateValues(scope, range), needsOptions, cancellationToken);
            resolved[variable.Name] = one;
            scope = scope.With(variable.Name, one.Value);
            if (variable.Kind == VariableKind.Interval)
            {
                scope = scope.With("__auto_interval_" + variable.Name, VariableValue.Of(Auto(variable, range)));
            }
        }

        return [.. dashboard.Variables.Select(variable => resolved[variable.Name])];
    }

    /// <summary>The scope that resolved variables make.</summary>
    public static VariableScope Scope(Dashboard dashboard, IEnumerable<ResolvedVariable> resolved) => VariableScope.Of(
        dashboard.Inputs.Where(static input => input.Type == "constant").Select(static input => KeyValuePair.Create(input.Name, VariableValue.Of(input.Value)))
            .Concat(resolved.Select(static one => KeyValuePair.Create(one.Variable.Name, one.Value)))
            .DistinctBy(static pair => pair.Key));

    private async Task<ResolvedVariable> ResolveAsync(
        Dashboard dashboard, DashboardVariable variable, IReadOnlyList<string>? selection, TemplateValues values, bool needsOptions, CancellationToken cancellationToken)
    {
        switch (variable.Kind)
        {
            case VariableKind.TextBox:
                string text = selection is [var typed, ..] ? typed : variable.Current is [var saved, ..] ? saved : variable.Query;
                return new ResolvedVariable(variable, [new VariableOption(text, text)], VariableValue.Of(text));
            case VariableKind.Constant:
                string constant = Constant(dashboard, variable.Query);
                return new ResolvedVariable(variable, [new VariableOption(constant, constant)], VariableValue.Of(constant));
            case VariableKind.Adhoc:
                return new ResolvedVariable(variable, [], VariableValue.Of(""));
            case VariableKind.Interval:
                return Interval(variable, selection, values);
            case VariableKind.Custom:
                return Choose(variable, selection, CustomOptions.Parse(TemplateText.Expand(variable.Query, values)), null);
            case VariableKind.DataSource:
                return DataSource(variable);
            case VariableKind.Query when DataSources.Find(variable.DataSource, values.Scope, dashboard) is { Kind: not (DataSourceKind.Prometheus or DataSourceKind.Mixed) } other:
                return Choose(variable, selection, Saved(variable), $"The variable '{variable.Name}' asks a data source of type '{other.Name}', which is not available here.");
            case VariableKind.Query:
                return await QueryAsync(variable, selection, values, needsOptions, cancellationToken);
            default:
                return Choose(variable, selection, Saved(variable), $"Variables of type '{variable.Type}' are not supported; '{variable.Name}' keeps what it was saved with.");
        }
    }

    private async Task<ResolvedVariable> QueryAsync(
        DashboardVariable variable, IReadOnlyList<string>? selection, TemplateValues values, bool needsOptions, CancellationToken cancellationToken)
    {
        bool hasAll = selection is { Count: > 0 } && selection.Contains(VariableValue.All);
        bool isGiven = selection is { Count: > 0 } && (!hasAll || variable.AllValue.Length > 0);
        if (isGiven && !needsOptions)
        {
            return Choose(variable, selection, [], null);
        }

        try
        {
            int limit = options.Value.MaxVariableValues;
            string query = TemplateText.ExpandQuery(variable.Query, values);
            IReadOnlyList<string> found = await source.ReadAsync(query, values.Range, limit + 1, cancellationToken);
            string? notice = found.Count > limit ? string.Create(CultureInfo.InvariantCulture, $"'{variable.Name}' has more than {limit} values; the rest is left out.") : null;
            string expression = TemplateText.Expand(variable.Regex, values, "regex");
            if (VariableRegex.Apply([.. found.Take(limit)], expression) is not { } matching)
            {
                (matching, notice) = ([.. found.Take(limit).Select(static value => new VariableOption(value, value))], $"'{variable.Name}': '{expression}' is no expression that is understood here.");
            }

            return Choose(variable, selection, VariableSort.Apply(matching, variable.Sort), notice);
        }
        catch (Exception exception) when (exception is QueryException or TemplateException or Vigia.Model.Metrics.QueryLimitException)
        {
            return Choose(variable, selection, [], $"'{variable.Name}': {exception.Message}");
        }
    }

    private static ResolvedVariable Interval(DashboardVariable variable, IReadOnlyList<string>? selection, TemplateValues values)
    {
        List<VariableOption> choices = [.. CustomOptions.Parse(variable.Query)];
        string auto = AutoPrefix + variable.Name;
        if (variable.HasAuto)
        {
            choices.Insert(0, new VariableOption("auto", auto));
        }

        ResolvedVariable chosen = Choose(variable, selection, choices, null);
        return chosen.Value.Values is [var value, ..] && (value == auto || value == "auto")
            ? chosen with { Value = VariableValue.Of(Auto(variable, values.Range), "auto") }
            : chosen;
    }

    private static string Auto(DashboardVariable variable, QueryRange range)
    {
        long least = DurationText.TryParse(variable.AutoMinimum, out long minimum) ? minimum : 10_000;
        return DurationText.Format(QueryInterval.Choose(range.Length, variable.AutoCount, least));
    }

    /// <summary>There is one metrics source here, and none of any other kind.</summary>
    private static ResolvedVariable DataSource(DashboardVariable variable)
    {
        bool isOwn = DataSources.IsPrometheus(variable.Query);
        VariableOption[] choices = isOwn ? [new VariableOption("Vigia", OwnDataSource)] : [];
        VariableValue value = isOwn ? VariableValue.Of(OwnDataSource, "Vigia") : VariableValue.Of(variable.Query);
        return new ResolvedVariable(variable, choices, value, isOwn ? null : $"There is no data source of type '{variable.Query}' here.");
    }

    private static IReadOnlyList<VariableOption> Saved(DashboardVariable variable) =>
        variable.SavedOptions.Count > 0
            ? [.. variable.SavedOptions.Select(static value => new VariableOption(value, value))]
            : [.. variable.Current.Where(static value => value != VariableValue.All).Select(static value => new VariableOption(value, value))];

    private static string Constant(Dashboard dashboard, string query) =>
        dashboard.Inputs.FirstOrDefault(input => query == "${" + input.Name + "}")?.Value ?? query;

    /// <summary>What is selected: the reader's choice; else the file's, where it is one of the options; else all, or the first.</summary>
    private static ResolvedVariable Choose(DashboardVariable variable, IReadOnlyList<string>? selection, IReadOnlyList<VariableOption> choices, string? notice)
    {
        bool isMulti = variable.IsMulti || variable.IncludesAll;
        IReadOnlyList<string> wanted = selection is { Count: > 0 } ? selection : Default(variable, choices);
        if (!variable.IsMulti && wanted.Count > 1)
        {
            wanted = [wanted[0]];
        }

        if (wanted.Contains(VariableValue.All))
        {
            return new ResolvedVariable(variable, choices, new VariableValue
            {
                Values = [.. choices.Select(static one => one.Value)],
                Texts = [.. choices.Select(static one => one.Text)],
                IsAll = true,
                AllValue = variable.AllValue,
                IsMulti = isMulti,
            }, notice);
        }

        string TextOf(string value) => choices.FirstOrDefault(one => one.Value == value)?.Text ?? value;
        return new ResolvedVariable(variable, choices, new VariableValue { Values = wanted, Texts = [.. wanted.Select(TextOf)], IsMulti = isMulti }, notice);
    }

    private static string[] Default(DashboardVariable variable, IReadOnlyList<VariableOption> choices)
    {
        string[] saved = [.. variable.Current.Where(value => value == VariableValue.All ? variable.IncludesAll : choices.Any(one => one.Value == value))];
        return saved.Length > 0 ? saved
            : variable.IncludesAll ? [VariableValue.All]
            : choices.Count > 0 ? [choices[0].Value]
            : variable.Current.Where(static value => value != VariableValue.All).ToArray() is { Length: > 0 } old && variable.Kind is not VariableKind.Query ? old : [""];
    }
}
