namespace Vigia.Console.Dashboards.Frames;

/// <summary>Fields of the same length: a series, or a table. Immutable.</summary>
internal sealed record Frame
{
    public string RefId { get; init; } = "";

    public string Name { get; init; } = "";

    public required IReadOnlyList<FrameField> Fields { get; init; }

    public int Rows => Fields.Count == 0 ? 0 : Fields[0].Count;

    public FrameField? TimeField => Fields.FirstOrDefault(static one => one.Type == FieldType.Time);

    /// <summary>Whether it is one or several series over time.</summary>
    public bool IsSeries => TimeField is not null && Fields.All(static one => one.Type is FieldType.Time or FieldType.Number) && Fields.Count > 1;

    /// <summary>The rows at these places, in this order.</summary>
    public Frame Pick(IReadOnlyList<int> rows) => this with { Fields = [.. Fields.Select(field => field with { Column = field.Column.Pick(rows) })] };
}
