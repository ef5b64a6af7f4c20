namespace Vigia.Integration.Messages;

/// <summary>SQL expressions for what a filter asks of a row.</summary>
/// <param name="Table">The alias of the table that holds the row's own columns.</param>
/// <param name="TraceId">Its trace id.</param>
/// <param name="RequestId">The id of the request that brought it.</param>
/// <param name="Error">Its last error in words.</param>
internal sealed record FilterColumns(string Table, string TraceId, string RequestId, string Error)
{
    /// <summary>Of messages <c>m</c>, with their dead letters <c>d</c> and last attempts <c>a</c>.</summary>
    public static readonly FilterColumns Messages = OfMessages("coalesce(d.error, a.error)");

    /// <summary>Of messages <c>m</c> with their dead letters <c>d</c> alone.</summary>
    public static readonly FilterColumns DeadLetters = OfMessages("d.error");

    /// <summary>Of notes <c>n</c>, which keep no headers.</summary>
    public static readonly FilterColumns Notes = new("n", "n.trace_id", "NULL", "n.error");

    /// <summary>Everything that a text may be found in.</summary>
    public string Text =>
        $"{Table}.id || char(10) || {Table}.type || char(10) || {Table}.subject || char(10) || coalesce({Table}.partition_key, '')"
        + $" || char(10) || coalesce({Table}.user_id, '') || char(10) || coalesce({Error}, '')";

    private static FilterColumns OfMessages(string error) =>
        new("m", "substr(m.trace_parent, 4, 32)", $"json_extract(m.headers, '$.\"{MessageHeaderNames.RequestId}\"')", error);
}
