namespace Vigia.Server.Alerting.Rules.Rehearsal;

/// <summary>The time that rules are rehearsed over.</summary>
/// <param name="Start">The first evaluation is not before it.</param>
/// <param name="End">The last is not after it.</param>
internal readonly record struct RehearsalSpan(DateTimeOffset Start, DateTimeOffset End)
{
    public TimeSpan Length => End - Start;
}
