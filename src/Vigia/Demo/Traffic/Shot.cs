namespace Vigia.Demo.Traffic;

/// <summary>One turn of a demo client.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Messages">What to send: one message, more only for a batch.</param>
/// <param name="IdempotencyKey">The key to send it under, or null.</param>
internal sealed record Shot(TrafficKind Kind, IReadOnlyList<DemoMessage> Messages, string? IdempotencyKey)
{
    public DemoMessage Message => Messages[0];

    /// <summary>What the same client does once this one is answered, or null.</summary>
    public Shot? Then { get; init; }
}
