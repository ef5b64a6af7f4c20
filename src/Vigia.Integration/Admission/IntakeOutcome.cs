namespace Vigia.Integration.Admission;

/// <summary>What became of an incoming message. Listeners turn it into their protocol's answer.</summary>
internal enum IntakeOutcome
{
    /// <summary>Durably queued. HTTP 202, MQTT PUBACK 0x00.</summary>
    Accepted,

    /// <summary>Seen before under the same key or id; the first result is given again. HTTP 202 with <c>Idempotency-Replayed: true</c>, MQTT 0x00.</summary>
    Replayed,

    /// <summary>The same key is being taken in at this moment. HTTP 409, MQTT 0x97.</summary>
    InFlight,

    /// <summary>The same key came with another payload. HTTP 422, MQTT 0x99.</summary>
    KeyReused,

    /// <summary>No or a malformed type, id, key, time or payload; or its schema refuses it. HTTP 400 (malformed) or 422 (schema), MQTT 0x99.</summary>
    Malformed,

    /// <summary>The type's JSON Schema refuses it. HTTP 422, MQTT 0x99.</summary>
    SchemaViolation,

    /// <summary>HTTP 413, MQTT 0x95.</summary>
    TooLarge,

    /// <summary>The caller may not send this type. HTTP 403, MQTT 0x87.</summary>
    Forbidden,

    /// <summary>HTTP 429 with Retry-After, MQTT 0x97.</summary>
    RateLimited,

    /// <summary>The queue is at its depth, or the module drains. HTTP 503 with Retry-After, MQTT 0x97.</summary>
    Unavailable,
}
