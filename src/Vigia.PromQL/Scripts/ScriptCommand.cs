namespace Vigia.PromQL.Scripts;

/// <summary>One command of a script, and the line that it stands on.</summary>
internal abstract record ScriptCommand(int Line);

/// <summary>Forgets the series.</summary>
internal sealed record ClearCommand(int Line) : ScriptCommand(Line);

/// <summary>Adds series.</summary>
internal sealed record LoadCommand(
    int Line, long Interval, bool AddsCustomBuckets, IReadOnlyList<(Model.Labels.LabelSet Labels, IReadOnlyList<SequenceValue> Values)> Series) : ScriptCommand(Line);
