namespace Vigia.Model.Queries;

/// <summary>A query failed. The message is meant for the user.</summary>
public sealed class QueryException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="kind">Why.</param>
    /// <param name="message">As Prometheus words it where it has the same error.</param>
    /// <param name="position">Where in the query's text, in UTF-16 units; -1 where that is not known.</param>
    /// <param name="inner">What caused it.</param>
    public QueryException(QueryErrorKind kind, string message, int position = -1, Exception? inner = null)
        : base(message, inner) =>
        (Kind, Position) = (kind, position);

    /// <summary>Why.</summary>
    public QueryErrorKind Kind { get; }

    /// <summary>Where in the query's text, in UTF-16 units; -1 where that is not known.</summary>
    public int Position { get; }
}
