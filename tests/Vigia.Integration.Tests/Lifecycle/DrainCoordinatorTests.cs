using System.Collections.Concurrent;
using System.Net;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Vigia.Integration.Lifecycle;
using Vigia.Integration.Tests.Processing;
using Xunit;

namespace Vigia.Integration.Tests.Lifecycle;

public sealed class DrainCoordinatorTests
{
    [Fact]
    public async Task Stop_Steps_RunInOrderEqualOnesTogether()
    {
        var log = new ConcurrentQueue<string>();
        var together = new TaskCompletionSource();
        int waiting = 0;
        Step Pair(string name) => new(200, name, async token =>
        {
            if (Interlocked.Increment(ref waiting) == 2)
            {
                together.SetResult();
            }

            await together.Task.WaitAsync(TimeSpan.FromSeconds(20), token);
            log.Enqueue("workers");
        });
        await using var app = await StartAsync(
            new Step(300, "store", _ => Note(log, "store")), Pair("a"), new Step(100, "listeners", _ => Note(log, "listeners")), Pair("b"));
        await app.App.StopAsync();
        Assert.Equal(["listeners", "workers", "workers", "store"], log);
        Assert.Equal(0, app.Exit.Code);
        Assert.Contains(app.Log.Lines, static line => line.Message.StartsWith("Encerramento limpo", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stop_WhileStepsRun_RequestsAreStillAnsweredAndDrainingIsSeen()
    {
        var draining = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        await using var app = await StartAsync(new Step(100, "slow", async _ =>
        {
            draining.SetResult();
            await go.Task;
        }));
        using var client = new HttpClient();
        Assert.Equal("False", await client.GetStringAsync(app.Url));
        Task stop = app.App.StopAsync();
        await draining.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal("True", await client.GetStringAsync(app.Url));
        Assert.False(stop.IsCompleted);
        go.SetResult();
        await stop.WaitAsync(TimeSpan.FromSeconds(20));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.GetStringAsync(app.Url));
    }

    [Fact]
    public async Task Stop_StepHangs_GoesOnAfterTheTimeAndSaysSo()
    {
        var time = new FakeTimeProvider();
        var hanging = new TaskCompletionSource();
        var log = new ConcurrentQueue<string>();
        await using var app = await StartAsync(time,
            new Step(100, "deaf", _ =>
            {
                hanging.SetResult();
                return Task.Delay(Timeout.InfiniteTimeSpan, CancellationToken.None);
            }),
            new Step(200, "failing", _ => throw new InvalidOperationException("broken")),
            new Step(300, "last", token => Note(log, token.IsCancellationRequested ? "too late" : "last")));
        Task stop = app.App.StopAsync();
        await hanging.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Empty(log);
        time.Advance(TimeSpan.FromSeconds(23));
        await stop.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(["last"], log);
        Assert.Equal(1, app.Exit.Code);
        Assert.Contains(app.Log.Lines, static line => line.Message.StartsWith("Etapa de encerramento deaf inacabada", StringComparison.Ordinal));
        Assert.Contains(app.Log.Lines, static line => line.Message.StartsWith("Etapa de encerramento failing falhou", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OnSignal_TheSecond_EndsTheProcessAtOnce()
    {
        await using var app = await StartAsync();
        var coordinator = app.App.Services.GetRequiredService<DrainCoordinator>();
        coordinator.OnSignal(PosixSignal.SIGTERM);
        Assert.Null(app.Exit.EndedWith);
        coordinator.OnSignal(PosixSignal.SIGTERM);
        Assert.Equal(143, app.Exit.EndedWith);
    }

    [Fact]
    public async Task ShutdownTimeout_Configured_IsTheHostsToo()
    {
        await using var app = await StartAsync();
        Assert.Equal(TimeSpan.FromSeconds(30), app.App.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout);
    }

    private static Task Note(ConcurrentQueue<string> log, string what)
    {
        log.Enqueue(what);
        return Task.CompletedTask;
    }

    private static Task<RunningApp> StartAsync(params Step[] steps) => StartAsync(TimeProvider.System, steps);

    private static async Task<RunningApp> StartAsync(TimeProvider time, params Step[] steps)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var log = new RecordedLog();
        var exit = new RecordedExit();
        builder.Logging.AddProvider(log);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton(time);
        builder.AddLifecycle();
        builder.Services.AddSingleton<IProcessExit>(exit);
        foreach (Step step in steps)
        {
            builder.Services.AddSingleton<IDrainStep>(step);
        }

        WebApplication app = builder.Build();
        app.Run(static context => context.Response.WriteAsync(
            context.RequestServices.GetRequiredService<DrainState>().IsDraining.ToString()));
        await app.StartAsync();
        return new RunningApp(app, log, exit);
    }

    private sealed record RunningApp(WebApplication App, RecordedLog Log, RecordedExit Exit) : IAsyncDisposable
    {
        public string Url => App.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }

    private sealed class RecordedExit : IProcessExit
    {
        public int Code { get; set; }

        public int? EndedWith { get; private set; }

        public void Now(int code) => EndedWith = code;
    }

    private sealed class Step(int order, string name, Func<CancellationToken, Task> drain) : IDrainStep
    {
        public int Order => order;

        public string Name => name;

        public ValueTask DrainAsync(CancellationToken cancellationToken) => new(drain(cancellationToken));
    }
}
