using Vigia.Server.Notifications.Templates;

namespace Vigia.Server.Notifications.Dispatch;

/// <summary>What one receiver is told. Immutable.</summary>
internal sealed record Notice
{
    /// <summary>The group's key.</summary>
    public required string GroupKey { get; init; }

    public required NotificationData Data { get; init; }

    /// <summary>The language of default texts.</summary>
    public required string Language { get; init; }

    /// <summary>When its contents were fixed. Attempts to send it again say the same.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>SHA-256 of the group's key in hexadecimal digits: the same for all notices of a group.</summary>
    public string GroupHash => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(GroupKey)));
}
