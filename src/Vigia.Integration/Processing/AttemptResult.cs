using Vigia.Model.Messages;

namespace Vigia.Integration.Processing;

/// <summary>How one attempt ended.</summary>
internal abstract record AttemptResult
{
    /// <summary>Delivered everywhere, or filtered out.</summary>
    internal sealed record Done(string? FilteredBecause, IReadOnlyList<MessageOutput> Outputs) : AttemptResult;

    /// <summary>It failed.</summary>
    /// <param name="ErrorType">A short stable kind in snake case.</param>
    /// <param name="Message">In words.</param>
    /// <param name="IsTransient">Whether trying again can help.</param>
    /// <param name="RetryAfter">The least wait that the other side asked for.</param>
    /// <param name="Source">Which component met it.</param>
    /// <param name="Exception">The cause.</param>
    internal sealed record Failed(
        string ErrorType, string Message, bool IsTransient, TimeSpan? RetryAfter, string Source, Exception Exception) : AttemptResult;

    /// <summary>What was left to do was not tried: a breaker is open.</summary>
    internal sealed record Deferred(TimeSpan Wait) : AttemptResult;

    /// <summary>Given up half-way, because the module stops or the lease is lost.</summary>
    internal sealed record Interrupted : AttemptResult;
}
