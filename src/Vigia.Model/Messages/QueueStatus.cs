namespace Vigia.Model.Messages;

/// <summary>How full the queue is.</summary>
public sealed record QueueStatus
{
    /// <summary>Messages accepted and not finished: waiting, in work or waiting for a retry.</summary>
    public required int Size { get; init; }

    /// <summary>The size at which further messages are refused.</summary>
    public required int Capacity { get; init; }

    /// <summary>The age in seconds of the oldest unfinished message, null where there is none.</summary>
    public double? OldestAgeSeconds { get; init; }

    /// <summary>Messages in work at this moment.</summary>
    public required int InWork { get; init; }

    /// <summary>Dead letters that wait for a decision.</summary>
    public required long DeadLetters { get; init; }

    /// <summary>Whether the module is stopping and takes nothing in.</summary>
    public required bool Draining { get; init; }
}
