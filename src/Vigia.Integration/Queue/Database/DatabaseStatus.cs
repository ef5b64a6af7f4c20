using Vigia.Model.Messages;

namespace Vigia.Integration.Queue.Database;

/// <summary>Numbers of <see cref="MessageStatus"/> on disk. They never change their meaning.</summary>
internal static class DatabaseStatus
{
    public const int Queued = 1;
    public const int Processing = 2;
    public const int Retrying = 3;
    public const int Dead = 4;
    public const int Discarded = 5;
    public const int Duplicate = 6;
    public const int Rejected = 7;

    public static int From(MessageStatus status) => status switch
    {
        MessageStatus.Queued => Queued,
        MessageStatus.Processing => Processing,
        MessageStatus.Retrying => Retrying,
        MessageStatus.Dead => Dead,
        MessageStatus.Discarded => Discarded,
        MessageStatus.Duplicate => Duplicate,
        MessageStatus.Rejected => Rejected,
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "This status is not stored."),
    };

    public static MessageStatus ToStatus(long number) => number switch
    {
        Queued => MessageStatus.Queued,
        Processing => MessageStatus.Processing,
        Retrying => MessageStatus.Retrying,
        Dead => MessageStatus.Dead,
        Discarded => MessageStatus.Discarded,
        Duplicate => MessageStatus.Duplicate,
        Rejected => MessageStatus.Rejected,
        _ => throw new InvalidDataException($"The module's database holds the unknown status {number}."),
    };
}
