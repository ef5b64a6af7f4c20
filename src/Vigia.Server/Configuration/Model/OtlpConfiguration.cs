namespace Vigia.Server.Configuration.Model;

/// <summary><c>otlp</c>: how OpenTelemetry's metrics are named.</summary>
internal sealed record OtlpConfiguration
{
    /// <summary>Resource attributes that become labels of every series.</summary>
    public IReadOnlyList<string> PromotedAttributes { get; init; } = [];

    /// <summary>Whether all of them do, but <see cref="IgnoredAttributes"/>.</summary>
    public bool PromoteAllAttributes { get; init; }

    public IReadOnlyList<string> IgnoredAttributes { get; init; } = [];

    public bool KeepIdentifyingAttributes { get; init; }

    /// <summary>Whether scope name, version and attributes become labels.</summary>
    public bool PromoteScope { get; init; }

    /// <summary>Whether what names may not hold becomes an underscore.</summary>
    public bool EscapesNames { get; init; } = true;

    /// <summary>Whether units and <c>_total</c> are put behind names.</summary>
    public bool AddsSuffixes { get; init; } = true;
}
