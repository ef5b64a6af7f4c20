namespace Vigia.Server.Alerting.Rules.Drafting;

/// <summary>One rule as it is being written in a form: texts as they were typed, right or wrong. Immutable.</summary>
internal sealed record RuleDraft
{
    /// <summary>Whether it alerts; else it records.</summary>
    public bool IsAlert { get; init; } = true;

    /// <summary>The alert's name, or the recorded metric's.</summary>
    public string Name { get; init; } = "";

    public string Expression { get; init; } = "";

    /// <summary>How long a series must be there before its alert fires, as <c>5m</c>; "" for at once. Alerts only.</summary>
    public string For { get; init; } = "";

    /// <summary>How long an alert goes on firing after its series is gone; "" for not at all. Alerts only.</summary>
    public string KeepFiringFor { get; init; } = "";

    /// <summary><c>keep</c>, <c>alert</c> or <c>ok</c>, what <see cref="NoDataAnnotation"/> says; "" where it says nothing. Alerts only.</summary>
    public string NoData { get; init; } = "";

    public IReadOnlyList<RuleDraftPair> Labels { get; init; } = [];

    /// <summary>Without what <see cref="NoData"/> holds. Alerts only.</summary>
    public IReadOnlyList<RuleDraftPair> Annotations { get; init; } = [];
}
