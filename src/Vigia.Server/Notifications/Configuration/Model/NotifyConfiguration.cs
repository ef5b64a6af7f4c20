using Vigia.Server.Configuration.Model;
using Vigia.Server.Configuration.Reading;

namespace Vigia.Server.Notifications.Configuration.Model;

/// <summary>A <c>notify.yml</c>: what of notices is ours alone. Immutable.</summary>
internal sealed record NotifyConfiguration
{
    /// <summary>What holds where there is no file.</summary>
    public static readonly NotifyConfiguration Default = new();

    /// <summary>The language of the default texts.</summary>
    public string Language { get; init; } = "pt-BR";

    /// <summary>Where a user reaches the console, without a slash at the end.</summary>
    public string ExternalAddress { get; init; } = "http://localhost:9090";

    /// <summary>Whether an alert that was told of as firing is told of as resolved even while it is silenced.</summary>
    public bool ResolvedWhenSilenced { get; init; }

    /// <summary>The same of one that somebody has acknowledged.</summary>
    public bool ResolvedWhenAcknowledged { get; init; } = true;

    /// <summary>How long before a silence ends an alert says so; zero: never.</summary>
    public TimeSpan AnnounceSilenceExpiry { get; init; }

    /// <summary>Whether loopback and private addresses are refused as destinations; link-local ones always are.</summary>
    public bool ForbidPrivateAddresses { get; init; }

    /// <summary>An address that is called while all is well; null: none.</summary>
    public HeartbeatConfiguration? Heartbeat { get; init; }

    /// <summary>How long history is kept, and how many entries.</summary>
    public TimeSpan HistoryAge { get; init; } = TimeSpan.FromDays(90);

    public long HistoryRows { get; init; } = 1_000_000;

    /// <summary>What holds for every receiver.</summary>
    public ReceiverOptions Defaults { get; init; } = new();

    /// <summary>What holds for some, by name.</summary>
    public IReadOnlyDictionary<string, ReceiverOptions> Receivers { get; init; } = new Dictionary<string, ReceiverOptions>();

    public IReadOnlyList<ConfigurationIssue> Warnings { get; init; } = [];

    /// <summary>What holds for a receiver.</summary>
    public ReceiverOptions For(string receiver) => Receivers.GetValueOrDefault(receiver) ?? Defaults;
}
