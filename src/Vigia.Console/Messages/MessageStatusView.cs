using Vigia.Model.Messages;

namespace Vigia.Console.Messages;

/// <summary>How a status looks: its text and its colour.</summary>
internal static class MessageStatusView
{
    /// <summary>Those that a search is usually for, in the order of a message's life.</summary>
    public static readonly IReadOnlyList<MessageStatus> All =
    [
        MessageStatus.Queued, MessageStatus.Processing, MessageStatus.Retrying, MessageStatus.Processed, MessageStatus.Dead, MessageStatus.Discarded,
        MessageStatus.Rejected, MessageStatus.Duplicate,
    ];

    /// <summary>The key of its text.</summary>
    public static string Key(MessageStatus status) => "Status" + status;

    /// <summary>The class of its chip.</summary>
    public static string Chip(MessageStatus status) => status switch
    {
        MessageStatus.Processed => "chip ok",
        MessageStatus.Dead => "chip c",
        MessageStatus.Rejected or MessageStatus.Retrying => "chip w",
        _ => "chip",
    };

    /// <summary>The colour of its bars.</summary>
    public static string Color(MessageStatus status) => status switch
    {
        MessageStatus.Processed => "--ok",
        MessageStatus.Dead => "--bad",
        MessageStatus.Rejected or MessageStatus.Retrying => "--warn",
        MessageStatus.Queued or MessageStatus.Processing => "--info",
        _ => "--faint",
    };
}
