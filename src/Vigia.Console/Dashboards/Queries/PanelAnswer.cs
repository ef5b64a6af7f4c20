using Vigia.Console.Dashboards.Frames;
using Vigia.Console.Dashboards.Model;
using Vigia.Console.Dashboards.Templating;

namespace Vigia.Console.Dashboards.Queries;

/// <summary>What a panel shows.</summary>
internal sealed record PanelAnswer
{
    public required Panel Panel { get; init; }

    /// <summary>What texts of the panel are filled in with.</summary>
    public required TemplateValues Values { get; init; }

    public UnsupportedPanel? Unsupported { get; init; }

    public IReadOnlyList<PanelNotice> Notices { get; init; } = [];

    public IReadOnlyList<Frame> Frames { get; init; } = [];

    public IReadOnlyList<PanelExemplar> Exemplars { get; init; } = [];

    public IReadOnlyList<PanelAnnotation> Annotations { get; init; } = [];

    public double Milliseconds { get; init; }

    /// <summary>Samples read, of those queries that say.</summary>
    public long Samples { get; init; }

    /// <summary>Series of all queries.</summary>
    public long Series { get; init; }
}
