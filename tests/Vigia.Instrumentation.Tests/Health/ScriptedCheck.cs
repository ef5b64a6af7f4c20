using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Vigia.Instrumentation.Tests.Health;

/// <summary>A check that answers what the test sets, and counts how often it is asked.</summary>
internal sealed class ScriptedCheck : IHealthCheck
{
    private int _calls;
    private int _concurrent;

    public Func<CancellationToken, Task<HealthCheckResult>> Answer { get; set; } = _ => Task.FromResult(HealthCheckResult.Healthy());

    public int Calls => Volatile.Read(ref _calls);

    public int MostAtOnce { get; private set; }

    public static ScriptedCheck Answering(HealthCheckResult result) => new() { Answer = _ => Task.FromResult(result) };

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _calls);
        int now = Interlocked.Increment(ref _concurrent);
        MostAtOnce = Math.Max(MostAtOnce, now);
        try
        {
            return await Answer(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _concurrent);
        }
    }
}
