namespace Vigia.Integration.DeadLetters;

/// <summary>What became of an edit.</summary>
internal enum DeadLetterEditOutcome
{
    /// <summary>It is written.</summary>
    Done,

    /// <summary>There is no such dead letter.</summary>
    Missing,

    /// <summary>The letter is not the version that was edited; nothing is written.</summary>
    Changed,
}
