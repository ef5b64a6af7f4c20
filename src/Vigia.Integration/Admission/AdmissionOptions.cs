namespace Vigia.Integration.Admission;

/// <summary>What the module takes in. Section <c>Admission</c>; JSON Schemas stand in <c>Admission:Schemas</c> beside it.</summary>
internal sealed class AdmissionOptions
{
    public const string Section = "Admission";

    /// <summary>Payload bytes of one message.</summary>
    public int MaxMessageBytes { get; set; } = 1024 * 1024;

    /// <summary>Messages of one batch.</summary>
    public int MaxBatch { get; set; } = 1_000;

    /// <summary>Bytes of one batch, after decompression.</summary>
    public long MaxBatchBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>How deep a payload's arrays and objects may nest.</summary>
    public int MaxDepth { get; set; } = 64;

    /// <summary>Headers of one message.</summary>
    public int MaxHeaders { get; set; } = 32;

    /// <summary>Idempotency keys whose first message is being taken in at this moment.</summary>
    public int MaxKeysInFlight { get; set; } = 100_000;

    /// <summary>Seconds after which a sender may try again when the queue is full or the module stops.</summary>
    public double RetryAfterSeconds { get; set; } = 2;

    /// <summary>Seconds between looks at the schema files for a change.</summary>
    public double SchemaReloadSeconds { get; set; } = 5;

    public RateLimitOptions RateLimit { get; set; } = new();

    /// <summary>Bytes that an envelope may have beside its payload: its fields and all headers at their limits, escaped.</summary>
    public int MaxEnvelopeBytes => 16 * 1024 + (MaxHeaders * 2 * (IdGrammar.MaxHeaderNameLength + (IdGrammar.MaxHeaderValueLength * 3)));
}
