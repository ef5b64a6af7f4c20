namespace Vigia.Model.Queries;

/// <summary>Why a query failed; Prometheus' <c>errorType</c>.</summary>
public enum QueryErrorKind
{
    /// <summary>The query or a parameter is wrong (bad_data).</summary>
    BadData,

    /// <summary>It could not be evaluated (execution).</summary>
    Execution,

    /// <summary>It took too long (timeout).</summary>
    Timeout,

    /// <summary>It was cancelled (canceled).</summary>
    Canceled,

    /// <summary>Something of ours is wrong (internal).</summary>
    Internal,

    /// <summary>Nobody can answer now (unavailable).</summary>
    Unavailable,
}
