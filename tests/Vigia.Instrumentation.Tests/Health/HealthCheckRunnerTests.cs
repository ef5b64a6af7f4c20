using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Vigia.Instrumentation.Health;
using Vigia.Instrumentation.Metrics;
using Xunit;

namespace Vigia.Instrumentation.Tests.Health;

public sealed class HealthCheckRunnerTests : IAsyncDisposable
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(2);

    private readonly FakeTimeProvider _time = new();
    private readonly TransitionLog _transitions = new();
    private ServiceProvider? _services;
    private HealthCheckRunner? _runner;
    private IHostApplicationLifetime? _lifetime;

    [Fact]
    public async Task Run_CheckIgnoresItsTimeLimit_TimesOutAndIsNotStartedAgain()
    {
        var release = new TaskCompletionSource<HealthCheckResult>();
        var check = new ScriptedCheck { Answer = _ => release.Task };
        HealthBoard board = await StartAsync(check);
        CheckRecord record = await AdvanceUntilAsync(board, r => r.Trail.History.Count >= 4);

        Assert.Equal(HealthStatus.Unhealthy, record.Trail.Status);
        Assert.StartsWith("Timed out after 120 s", record.Trail.Output, StringComparison.Ordinal);
        Assert.Contains("was not started again", record.Trail.Output, StringComparison.Ordinal);
        Assert.Equal(1, check.Calls);

        release.SetResult(HealthCheckResult.Healthy());
        check.Answer = _ => Task.FromResult(HealthCheckResult.Healthy());
        record = await AdvanceUntilAsync(board, r => r.Trail.Status == HealthStatus.Healthy);
        Assert.Equal(1, check.MostAtOnce);
        Assert.StartsWith("Timed out", record.Trail.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_HostStillStarts_WaitsUntilItHasStarted()
    {
        var host = new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance);
        var asked = new TaskCompletionSource();
        bool started = false;
        var check = new ScriptedCheck
        {
            Answer = _ =>
            {
                asked.TrySetResult();
                return Task.FromResult(started ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy());
            },
        };
        _lifetime = host;
        HealthBoard board = await StartAsync(check);
        _time.Advance(TimeSpan.FromHours(1));

        started = true;
        host.NotifyStarted();
        await asked.Task.WaitAsync(TestContext.Current.CancellationToken);
        CheckRecord record = await AdvanceUntilAsync(board, r => r.Trail.History.Count >= 1);

        Assert.All(record.Trail.History, result => Assert.Equal(HealthStatus.Healthy, result.Status));
    }

    [Fact]
    public async Task Run_CheckHeedsItsTimeLimit_KeepsWhatItFound()
    {
        var pinging = new TaskCompletionSource();
        var check = new ScriptedCheck
        {
            Answer = async cancellation =>
            {
                var examination = new DependencyExamination(_time);
                await examination.ProbeAsync("connection", _ => Task.FromResult(ProbeReading.Healthy()), cancellation);
                await examination.ProbeAsync("ping", async c =>
                {
                    pinging.SetResult();
                    await Task.Delay(Timeout.InfiniteTimeSpan, c);
                    return ProbeReading.Healthy();
                }, cancellation);
                return examination.ToResult();
            },
        };
        HealthBoard board = await StartAsync(check);
        await pinging.Task.WaitAsync(TestContext.Current.CancellationToken);
        _time.Advance(TimeLimit);
        await _transitions.WaitForAsync("check0", "unhealthy");
        CheckRecord record = board[0];
        Assert.Equal("ping: No answer in time.", record.Trail.Output);
        Assert.Equal([HealthStatus.Healthy, HealthStatus.Unhealthy], record.Probes.Select(p => p.Trail.Status));
    }

    [Fact]
    public async Task Run_CheckThrows_IsUnhealthyWithTheReason()
    {
        var check = new ScriptedCheck { Answer = _ => throw new InvalidOperationException("no route to host") };
        HealthBoard board = await StartAsync(check);
        CheckRecord record = await AdvanceUntilAsync(board, r => r.Trail.CheckedAt is not null);
        Assert.Equal("no route to host", record.Trail.Output);
        Assert.Equal(HealthStatus.Unhealthy, record.Trail.Status);
    }

    [Fact]
    public async Task Run_CheckBlocksItsThread_OthersRun()
    {
        using var release = new ManualResetEventSlim();
        var blocking = new ScriptedCheck
        {
            Answer = _ =>
            {
                release.Wait(TestContext.Current.CancellationToken);
                return Task.FromResult(HealthCheckResult.Healthy());
            },
        };
        HealthBoard board = await StartAsync(blocking, new ScriptedCheck());
        await AdvanceUntilAsync(board, r => r.Trail.CheckedAt is not null, index: 1);
        release.Set();
        await AdvanceUntilAsync(board, r => r.Trail.Status == HealthStatus.Healthy);
    }

    [Fact]
    public async Task Run_StatusChanges_SinceAndHistoryFollow()
    {
        var check = new ScriptedCheck();
        HealthBoard board = await StartAsync(check);
        CheckRecord healthy = await AdvanceUntilAsync(board, r => r.Trail.History.Count == 5);
        Assert.Equal(healthy.Trail.History[^1].At, healthy.Trail.Since);

        check.Answer = _ => Task.FromResult(HealthCheckResult.Unhealthy("gone"));
        CheckRecord unhealthy = await AdvanceUntilAsync(board, r => r.Trail.Status == HealthStatus.Unhealthy);
        Assert.Equal(unhealthy.Trail.CheckedAt, unhealthy.Trail.Since);
        Assert.Equal("gone", unhealthy.Trail.LastError);

        check.Answer = _ => Task.FromResult(HealthCheckResult.Healthy());
        CheckRecord again = await AdvanceUntilAsync(board, r => r.Trail.Status == HealthStatus.Healthy);
        Assert.True(unhealthy.Trail.LastErrorAt <= again.Trail.Since);
        Assert.Equal("gone", again.Trail.LastError);
        CheckRecord full = await AdvanceUntilAsync(board, r => r.Trail.CheckedAt > again.Trail.CheckedAt + TimeSpan.FromMinutes(5));
        Assert.Equal(10, full.Trail.History.Count);
    }

    [Fact]
    public void Trail_LongError_IsCut()
    {
        ResultTrail trail = ResultTrail.Empty.Append(HealthStatus.Unhealthy, new string('x', 10_000), _time.GetUtcNow(), TimeSpan.Zero, 3);
        Assert.Equal(500, trail.Output?.Length);
    }

    public async ValueTask DisposeAsync()
    {
        if (_runner is not null)
        {
            await _runner.StopAsync(CancellationToken.None);
            _runner.Dispose();
        }

        if (_services is not null)
        {
            await _services.DisposeAsync();
        }
    }

    private async Task<HealthBoard> StartAsync(params ScriptedCheck[] checks)
    {
        var services = new ServiceCollection();
        IHealthChecksBuilder builder = services.AddHealthChecks();
        for (int i = 0; i < checks.Length; i++)
        {
            builder.AddCheck("check" + i, checks[i]);
        }

        services.AddLogging(logging => logging.AddProvider(_transitions));
        services.AddSingleton<MetricRegistry>();
        services.AddSingleton<TimeProvider>(_time);
        services.AddSingleton(Options.Create(new VigiaInstrumentationOptions { Health = { Timeout = TimeLimit } }));
        services.AddSingleton<HealthBoard>();
        services.AddSingleton<HealthCheckRunner>();
        if (_lifetime is not null)
        {
            services.AddSingleton(_lifetime);
        }

        _services = services.BuildServiceProvider();
        _runner = _services.GetRequiredService<HealthCheckRunner>();
        await _runner.StartAsync(TestContext.Current.CancellationToken);
        return _services.GetRequiredService<HealthBoard>();
    }

    /// <summary>
    /// Lets the clock run until the board shows what is awaited: the loops' timers are set at moments that only they know.
    /// It runs in small steps, so that a check that answers at once is far from its time limit.
    /// </summary>
    private async Task<CheckRecord> AdvanceUntilAsync(HealthBoard board, Func<CheckRecord, bool> condition, int index = 0)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!condition(board[index]))
        {
            limit.Token.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Delay(TimeSpan.FromMilliseconds(1), limit.Token);
        }

        return board[index];
    }
}
