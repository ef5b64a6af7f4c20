using Vigia.PromQL.Syntax.Tree;

namespace Vigia.Server.Alerting.Rules;

/// <summary>A rule of a group: a <see cref="RecordingRule"/> or an <see cref="AlertingRule"/>. Immutable.</summary>
internal abstract record Rule
{
    /// <summary>The recorded metric's or the alert's name.</summary>
    public required string Name { get; init; }

    /// <summary>The query as it was written.</summary>
    public required string Query { get; init; }

    /// <summary>The query's tree.</summary>
    public required Expression Tree { get; init; }

    /// <summary>Labels that are set on the result, those of the group too.</summary>
    public required IReadOnlyList<RuleText> Labels { get; init; }

    /// <summary>The line of its name in the file, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>The line where its query begins.</summary>
    public required int QueryLine { get; init; }
}
