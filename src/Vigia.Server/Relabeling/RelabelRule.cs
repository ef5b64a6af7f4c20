using Vigia.Model.Labels;

namespace Vigia.Server.Relabeling;

/// <summary>One rule of <c>relabel_configs</c>, <c>metric_relabel_configs</c> or <c>write_relabel_configs</c>. Immutable.</summary>
/// <remarks>https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config.</remarks>
internal sealed record RelabelRule
{
    /// <summary>Every text.</summary>
    public static readonly LabelPattern Anything = LabelPattern.Parse("(.*)");

    /// <summary>What it does.</summary>
    public RelabelAction Action { get; init; } = RelabelAction.Replace;

    /// <summary>The labels whose values are joined.</summary>
    public IReadOnlyList<string> SourceLabels { get; init; } = [];

    /// <summary>What stands between joined values.</summary>
    public string Separator { get; init; } = ";";

    /// <summary>What the joined values, or label names, are matched with.</summary>
    public LabelPattern Regex { get; init; } = Anything;

    /// <summary>The divisor of <see cref="RelabelAction.HashMod"/>.</summary>
    public ulong Modulus { get; init; }

    /// <summary>The label that is set; may hold <c>$1</c>.</summary>
    public string TargetLabel { get; init; } = "";

    /// <summary>What it is set to; may hold <c>$1</c>.</summary>
    public string Replacement { get; init; } = "$1";
}
