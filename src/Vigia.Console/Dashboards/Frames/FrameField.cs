using Vigia.Console.Dashboards.Model;
using Vigia.Model.Labels;

namespace Vigia.Console.Dashboards.Frames;

/// <summary>A column of a frame and what it is called.</summary>
internal sealed record FrameField
{
    public required string Name { get; init; }

    public required FieldColumn Column { get; init; }

    public LabelSet Labels { get; init; } = LabelSet.Empty;

    /// <summary>The legend that the query gives; null where it gives none.</summary>
    public string? Legend { get; init; }

    /// <summary>A name that a transformation gave; null where none did.</summary>
    public string? Renamed { get; init; }

    /// <summary>The query it comes from, where frames of several were joined; null: the frame's.</summary>
    public string? RefId { get; init; }

    /// <summary>The field's own settings, set at the end; null before that.</summary>
    public FieldSettings? Settings { get; init; }

    /// <summary>What is shown for the name, set at the end.</summary>
    public string DisplayName { get; init; } = "";

    public FieldType Type => Column.Type;

    public int Count => Column.Count;
}
