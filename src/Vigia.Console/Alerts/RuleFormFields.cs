using Vigia.Server.Alerting.Rules.Drafting;

namespace Vigia.Console.Alerts;

/// <summary>What stands in the fields of a rule's form. Belongs to one circuit.</summary>
public sealed class RuleFormFields
{
    public bool IsAlert { get; set; } = true;

    public string Name { get; set; } = "";

    public string Expression { get; set; } = "";

    public string For { get; set; } = "5m";

    public string KeepFiringFor { get; set; } = "";

    public string NoData { get; set; } = "";

    public List<Pair> Labels { get; } = [new Pair { Name = "severity", Value = "warning" }];

    public List<Pair> Annotations { get; } = [new Pair { Name = "summary" }, new Pair { Name = "description" }];

    /// <summary>The fields of a rule that is there.</summary>
    internal static RuleFormFields Of(RuleDraft draft)
    {
        var fields = new RuleFormFields
        {
            IsAlert = draft.IsAlert,
            Name = draft.Name,
            Expression = draft.Expression,
            For = draft.For,
            KeepFiringFor = draft.KeepFiringFor,
            NoData = draft.NoData,
        };
        fields.Labels.Clear();
        fields.Labels.AddRange(draft.Labels.Select(static label => new Pair { Name = label.Name, Value = label.Value }));
        fields.Annotations.Clear();
        fields.Annotations.AddRange(draft.Annotations.Select(static annotation => new Pair { Name = annotation.Name, Value = annotation.Value }));
        return fields;
    }

    /// <summary>The rule that they make. Rows that nothing was written in are left out.</summary>
    internal RuleDraft Draft() => new()
    {
        IsAlert = IsAlert,
        Name = Name.Trim(),
        Expression = Expression.ReplaceLineEndings("\n").Trim(),
        For = For.Trim(),
        KeepFiringFor = KeepFiringFor.Trim(),
        NoData = NoData,
        Labels = [.. Written(Labels)],
        Annotations = [.. Written(Annotations)],
    };

    /// <summary>The place among those that are written; -1 where nothing is.</summary>
    public static int IndexOf(List<Pair> pairs, Pair pair) => pair.IsEmpty ? -1 : pairs.TakeWhile(one => one != pair).Count(static one => !one.IsEmpty);

    private static IEnumerable<RuleDraftPair> Written(List<Pair> pairs) =>
        pairs.Where(static pair => !pair.IsEmpty).Select(static pair => new RuleDraftPair(pair.Name.Trim(), pair.Value.ReplaceLineEndings("\n")));

    /// <summary>A row of labels or annotations.</summary>
    public sealed class Pair
    {
        public string Name { get; set; } = "";

        public string Value { get; set; } = "";

        // A name alone, as the form offers it, says nothing yet.
        public bool IsEmpty => Value.Length == 0;
    }
}
