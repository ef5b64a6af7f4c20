namespace Vigia.Integration.DeadLetters;

/// <summary>
/// The entity tag of a dead letter (RFC 9110, 8.8.3). It is made of counters and not of the content, from which a masked
/// value could be found by trying.
/// </summary>
internal static class DeadLetterVersion
{
    /// <param name="sequence">Changes when it is replayed and dies again.</param>
    /// <param name="token">Changes with each attempt.</param>
    /// <param name="edits">Changes with each edit.</param>
    public static string Write(long sequence, long token, long edits) => FormattableString.Invariant($"\"{sequence:x}-{token:x}-{edits:x}\"");
}
