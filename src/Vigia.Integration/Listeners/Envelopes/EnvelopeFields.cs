namespace Vigia.Integration.Listeners.Envelopes;

[Flags]
internal enum EnvelopeFields
{
    None = 0,
    Type = 1,
    Payload = 1 << 1,
    Id = 1 << 2,
    Key = 1 << 3,
    UserId = 1 << 4,
    SentAt = 1 << 5,
    Headers = 1 << 6,
    IdempotencyKey = 1 << 7,
    TraceParent = 1 << 8,
    TraceState = 1 << 9,
    Ref = 1 << 10,
}
