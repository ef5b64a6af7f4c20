namespace Vigia.Model.Processing;

/// <summary>A step or a delivery failed in a way that is understood.</summary>
public sealed class ProcessingException : Exception
{
    /// <summary>Creates it.</summary>
    /// <param name="errorType">A short stable kind in snake case; it becomes a metric label, so it must not carry ids or values.</param>
    /// <param name="message">What was wrong, for people.</param>
    /// <param name="isTransient">Whether trying again later can help.</param>
    /// <param name="innerException">The cause.</param>
    public ProcessingException(string errorType, string message, bool isTransient, Exception? innerException = null)
        : base(message, innerException)
    {
        ErrorType = errorType;
        IsTransient = isTransient;
    }

    /// <summary>A short stable kind in snake case.</summary>
    public string ErrorType { get; }

    /// <summary>Whether trying again later can help.</summary>
    public bool IsTransient { get; }

    /// <summary>The least time to wait before the next attempt, where the other side named one. Bounded by the module.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
