using Vigia.Server.Configuration.Model;

namespace Vigia.Server.Notifications.Configuration.Model;

/// <summary>How one receiver is served, beyond what Alertmanager's format says.</summary>
internal sealed record ReceiverOptions
{
    /// <summary>The language of its default texts; null: the file's.</summary>
    public string? Language { get; init; }

    /// <summary>The key that webhooks are signed with; null: they are not.</summary>
    public SecretText? HmacSecret { get; init; }

    /// <summary>Notices that wait or are being sent at most; more are refused, counted and tried again at the group's next turn.</summary>
    public int QueueCapacity { get; init; } = 1000;

    /// <summary>Requests at one moment.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>Notices a minute; 0: no limit.</summary>
    public int PerMinute { get; init; }

    /// <summary>Notices that may come at once within the limit.</summary>
    public int Burst { get; init; } = 10;

    /// <summary>Failed attempts in a row after which nothing is tried for <see cref="BreakTime"/>; 0: never.</summary>
    public int BreakAfter { get; init; } = 10;

    public TimeSpan BreakTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest that one attempt may take.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
