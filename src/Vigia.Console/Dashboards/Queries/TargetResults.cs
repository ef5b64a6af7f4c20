using Vigia.Console.Dashboards.Frames;
using Vigia.Console.Dashboards.Templating;

namespace Vigia.Console.Dashboards.Queries;

/// <summary>What a panel's queries gave.</summary>
internal sealed record TargetResults
{
    public UnsupportedPanel? Unsupported { get; init; }

    public IReadOnlyList<Frame> Frames { get; init; } = [];

    public IReadOnlyList<PanelExemplar> Exemplars { get; init; } = [];

    /// <summary>The range and step of the first query.</summary>
    public QueryRange? Range { get; init; }

    public long Samples { get; init; }

    public long Series { get; init; }
}
