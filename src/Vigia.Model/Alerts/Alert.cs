using Vigia.Model.Labels;

namespace Vigia.Model.Alerts;

/// <summary>
/// A state of one alert as its source tells it, in the terms of Alertmanager's API v2: firing until <see cref="EndsAt"/>, resolved from then on.
/// Two with equal labels are the same alert.
/// </summary>
public sealed record Alert
{
    /// <summary>What it is; <c>alertname</c> among them.</summary>
    public required LabelSet Labels { get; init; }

    /// <summary>What is said of it.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>Since when it fires.</summary>
    public required DateTimeOffset StartsAt { get; init; }

    /// <summary>When it resolved, or will be taken as resolved if nothing more is heard.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>Where its expression can be looked at; may be empty.</summary>
    public string GeneratorUrl { get; init; } = "";
}
