namespace Vigia.Integration.Messages;

/// <summary>Settings of the message store. Section <c>Messages</c>.</summary>
internal sealed class MessagesOptions
{
    /// <summary>How long messages are kept once they are finished.</summary>
    public RetentionOptions Retention { get; set; } = new();

    /// <summary>How often what is too old is removed.</summary>
    public TimeSpan RetentionInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Refused and repeated messages that may wait to be written; further ones are dropped and counted.</summary>
    public int NoteCapacity { get; set; } = 10_000;

    /// <summary>How long a refused or repeated message may wait to be written.</summary>
    public TimeSpan NoteDelay { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Reads that run at one moment; further ones wait.</summary>
    public int Readers { get; set; } = 4;

    /// <summary>Rows that one search looks at; where they do not fill its page, it returns what it has and a cursor to go on from.</summary>
    public int SearchRows { get; set; } = 200_000;
}
