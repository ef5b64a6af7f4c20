namespace Vigia.Integration.Admission;

/// <summary>The codes of refused messages: in answers, in the log, and as label values of <c>messages_rejected_total</c>.</summary>
internal static class RefusalCodes
{
    public const string Malformed = "malformed";
    public const string SchemaViolation = "schema_violation";
    public const string TooLarge = "too_large";
    public const string MissingScope = "missing_scope";
    public const string TypeNotAllowed = "type_not_allowed";
    public const string RateLimited = "rate_limited";
    public const string KeyInFlight = "key_in_flight";
    public const string KeyReused = "key_reused";
    public const string QueueFull = "queue_full";
    public const string Draining = "draining";
    public const string Storage = "storage";
    public const string TooManyConnections = "too_many_connections";
    public const string UnsupportedMediaType = "unsupported_media_type";
}
