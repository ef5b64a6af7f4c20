using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Vigia.Instrumentation.Health;
using Xunit;

namespace Vigia.Instrumentation.Tests.Health;

public sealed class ProbeTests
{
    [Fact]
    public async Task Live_DependencyUnhealthy_IsStillAlive()
    {
        await using InstrumentedServer server = await InstrumentedServer.StartAsync(services: services =>
            services.AddHealthChecks().AddCheck("database", ScriptedCheck.Answering(HealthCheckResult.Unhealthy("gone"))));
        await server.Transitions.WaitForAsync("database", "unhealthy");
        await AssertProbeAsync(server, "/health/live", HttpStatusCode.OK);
        await AssertProbeAsync(server, "/health/startup", HttpStatusCode.OK);
        await AssertProbeAsync(server, "/health/ready", HttpStatusCode.ServiceUnavailable, "database is unhealthy");
    }

    [Fact]
    public async Task Live_WatchedLoopSilent_IsNotAlive()
    {
        var time = new FakeTimeProvider();
        await using InstrumentedServer server = await InstrumentedServer.StartAsync(services: services => services.AddSingleton<TimeProvider>(time));
        Heartbeat heartbeat = server.Services.GetRequiredService<LivenessMonitor>().Watch("worker", TimeSpan.FromSeconds(10));
        time.Advance(TimeSpan.FromSeconds(10));
        await AssertProbeAsync(server, "/health/live", HttpStatusCode.OK);
        time.Advance(TimeSpan.FromSeconds(1));
        await AssertProbeAsync(server, "/health/live", HttpStatusCode.ServiceUnavailable, "worker stands still");
        heartbeat.Beat();
        await AssertProbeAsync(server, "/health/live", HttpStatusCode.OK);
        time.Advance(TimeSpan.FromMinutes(1));
        server.Services.GetRequiredService<LivenessMonitor>().Unwatch(heartbeat);
        await AssertProbeAsync(server, "/health/live", HttpStatusCode.OK);
    }

    [Fact]
    public async Task Ready_UntilFirstResult_IsNotReady()
    {
        var release = new TaskCompletionSource<HealthCheckResult>();
        var check = new ScriptedCheck { Answer = _ => release.Task };
        await using InstrumentedServer server = await InstrumentedServer.StartAsync(
            services: services => services.AddHealthChecks().AddCheck("database", check));
        await AssertProbeAsync(server, "/health/ready", HttpStatusCode.ServiceUnavailable, "database is not checked yet");
        release.SetResult(HealthCheckResult.Healthy());
        await server.Transitions.WaitForAsync("database", "healthy");
        await AssertProbeAsync(server, "/health/ready", HttpStatusCode.OK);
    }

    [Fact]
    public async Task Ready_OptionalDependencyUnhealthy_IsReady()
    {
        await using InstrumentedServer server = await InstrumentedServer.StartAsync(services: services => services.AddHealthChecks()
            .AddCheck("redis", ScriptedCheck.Answering(HealthCheckResult.Unhealthy("gone")), tags: [HealthTags.Optional]));
        await server.Transitions.WaitForAsync("redis", "unhealthy");
        await AssertProbeAsync(server, "/health/ready", HttpStatusCode.OK);
    }

    [Fact]
    public async Task Startup_OwnWorkFollows_WaitsForMarkStarted()
    {
        await using InstrumentedServer server = await InstrumentedServer.StartAsync(options => options.Health.StartedWithHost = false);
        await AssertProbeAsync(server, "/health/startup", HttpStatusCode.ServiceUnavailable, "starting");
        await AssertProbeAsync(server, "/health/ready", HttpStatusCode.ServiceUnavailable, "starting");
        await AssertProbeAsync(server, "/health/live", HttpStatusCode.OK);
        server.Services.GetRequiredService<ReadinessState>().MarkStarted();
        await AssertProbeAsync(server, "/health/startup", HttpStatusCode.OK);
        await AssertProbeAsync(server, "/health/ready", HttpStatusCode.OK);
    }

    [Fact]
    public async Task Ready_Draining_IsNotReadyButAlive()
    {
        await using InstrumentedServer server = await InstrumentedServer.StartAsync();
        server.Services.GetRequiredService<ReadinessState>().MarkDraining();
        await AssertProbeAsync(server, "/health/ready", HttpStatusCode.ServiceUnavailable, "draining");
        await AssertProbeAsync(server, "/health/live", HttpStatusCode.OK);
        await AssertProbeAsync(server, "/health/startup", HttpStatusCode.OK);
    }

    [Fact]
    public async Task HostStops_MarksDraining()
    {
        await using InstrumentedServer server = await InstrumentedServer.StartAsync();
        ReadinessState state = server.Services.GetRequiredService<ReadinessState>();
        Assert.False(state.IsDraining);
        server.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        Assert.True(state.IsDraining);
    }

    private static async Task AssertProbeAsync(InstrumentedServer server, string path, HttpStatusCode code, params string[] reasons)
    {
        using HttpResponseMessage answer = await server.Client.GetAsync(path, TestContext.Current.CancellationToken);
        JsonElement body = await HealthEndpointTests.ReadAsync(answer);
        Assert.Equal(code, answer.StatusCode);
        Assert.Equal(code == HttpStatusCode.OK ? "healthy" : "unhealthy", body.GetProperty("status").GetString());
        string[] given = body.TryGetProperty("reasons", out JsonElement list) ? [.. list.EnumerateArray().Select(r => r.GetString()!)] : [];
        Assert.Equal(reasons, given);
    }
}
