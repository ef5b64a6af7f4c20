namespace Vigia.Demo.Traffic;

/// <summary>What a demo client does in one turn.</summary>
internal enum TrafficKind
{
    /// <summary>A message that is processed at once.</summary>
    Normal,

    /// <summary>Several messages in one request (HTTP; a single one elsewhere).</summary>
    Batch,

    /// <summary>A message whose destination takes its time.</summary>
    Slow,

    /// <summary>A message whose destination fails at first and takes it on a later attempt.</summary>
    Transient,

    /// <summary>A message that its destination refuses for good: a dead letter.</summary>
    Permanent,

    /// <summary>A message, and once it is acknowledged the same again under the same idempotency key.</summary>
    Duplicate,

    /// <summary>A message, and once it is acknowledged another one under the same idempotency key.</summary>
    KeyReuse,

    /// <summary>A sender whose request takes seconds to arrive (HTTP; a normal message elsewhere).</summary>
    SlowSender,

    /// <summary>Larger than a message may be.</summary>
    Oversized,

    /// <summary>Not what the protocol asks for.</summary>
    Malformed,

    /// <summary>A key that may not send this type.</summary>
    Forbidden,

    /// <summary>No credentials.</summary>
    Unauthenticated,

    /// <summary>A key that does not exist.</summary>
    WrongKey,

    /// <summary>A token that has run out.</summary>
    ExpiredToken,

    /// <summary>A token signed by someone else.</summary>
    ForgedToken,

    /// <summary>A connection that breaks off in the middle.</summary>
    BrokenConnection,
}
