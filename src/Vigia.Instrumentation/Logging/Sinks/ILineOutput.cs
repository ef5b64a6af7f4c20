namespace Vigia.Instrumentation.Logging.Sinks;

/// <summary>Where lines end up. Called by one thread at a time.</summary>
internal interface ILineOutput : IDisposable
{
    /// <summary>
    /// Writes whole lines, each with its newline, from <paramref name="position"/> on.
    /// </summary>
    /// <param name="lines">Whole lines.</param>
    /// <param name="position">
    /// Where to go on; moved past what was written, also where an exception is thrown. It may then stand within a line,
    /// and may be moved back to that line's start by the next call if the rest no longer fits what the output holds.
    /// </param>
    /// <exception cref="IOException">The output took no more; the caller tries again later.</exception>
    /// <exception cref="UnauthorizedAccessException">As above.</exception>
    void Write(ReadOnlySpan<byte> lines, ref int position);

    /// <summary>Makes what was written survive the machine's end, where the output can.</summary>
    void Sync();
}
