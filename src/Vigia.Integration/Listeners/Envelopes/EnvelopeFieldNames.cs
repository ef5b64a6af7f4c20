namespace Vigia.Integration.Listeners.Envelopes;

/// <summary>The fields' names in JSON, the most frequent first.</summary>
internal static class EnvelopeFieldNames
{
    public static readonly (byte[] Name, string Path, EnvelopeFields Field)[] All =
    [
        ("type"u8.ToArray(), "$.type", EnvelopeFields.Type),
        ("payload"u8.ToArray(), "$.payload", EnvelopeFields.Payload),
        ("id"u8.ToArray(), "$.id", EnvelopeFields.Id),
        ("key"u8.ToArray(), "$.key", EnvelopeFields.Key),
        ("userId"u8.ToArray(), "$.userId", EnvelopeFields.UserId),
        ("sentAt"u8.ToArray(), "$.sentAt", EnvelopeFields.SentAt),
        ("ref"u8.ToArray(), "$.ref", EnvelopeFields.Ref),
        ("headers"u8.ToArray(), "$.headers", EnvelopeFields.Headers),
        ("idempotencyKey"u8.ToArray(), "$.idempotencyKey", EnvelopeFields.IdempotencyKey),
        ("traceparent"u8.ToArray(), "$.traceparent", EnvelopeFields.TraceParent),
        ("tracestate"u8.ToArray(), "$.tracestate", EnvelopeFields.TraceState),
    ];
}
