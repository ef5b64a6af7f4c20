using System.Globalization;
using System.Net.Sockets;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Vigia.Instrumentation.Health;
using Vigia.Integration.Dependencies;
using Vigia.Testing;
using Xunit;

namespace Vigia.Interop.Tests.Health;

/// <summary>Against Debian's redis-server.</summary>
public sealed class RedisHealthCheckTests : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly int _port = ExternalProcess.FreePort();
    private readonly DependenciesOptions _options = new();
    private readonly List<RedisConnection> _connections = [];
    private ExternalProcess? _server;

    public RedisHealthCheckTests() => _options.Redis.ConnectionString = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}");

    [Fact]
    public async Task Check_ServerRuns_AllProbesAreHealthy()
    {
        await StartServerAsync();
        HealthCheckResult result = await AwaitAsync(CreateCheck(), HealthStatus.Healthy);
        Assert.Equal(["connection", "ping", "memory", "clients"], result.Data.Keys);
        Assert.True((double)Probe(result, "ping").Value! > 0);
        Assert.True((long)Probe(result, "memory").Value! > 100_000);
        Assert.Equal("There is no limit.", Probe(result, "memory").Output);
        Assert.True((long)Probe(result, "clients").Value! >= 1);
        Assert.Contains("of 10000 clients", Probe(result, "clients").Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_ServerKilledAndStartedAgain_FollowsOnTheSameConnection()
    {
        await StartServerAsync();
        RedisHealthCheck check = CreateCheck();
        await AwaitAsync(check, HealthStatus.Healthy);
        await _server!.DisposeAsync();

        // The first check after the kill may be the one by which the client learns of it: it still counts a connection.
        HealthCheckResult dead = await AwaitAsync(check, result => Probe(result, "connection").Status == HealthStatus.Unhealthy);
        Assert.Equal(HealthStatus.Unhealthy, dead.Status);
        Assert.All(dead.Data.Values, reading => Assert.NotNull(((ProbeReading)reading).Output));

        await StartServerAsync();
        await AwaitAsync(check, HealthStatus.Healthy);
    }

    [Fact]
    public async Task Check_NoServer_IsUnhealthyAndRecoversWhenItComes()
    {
        RedisHealthCheck check = CreateCheck();
        HealthCheckResult result = await check.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);
        Assert.Equal(HealthStatus.Unhealthy, result.Status);
        await StartServerAsync();
        await AwaitAsync(check, HealthStatus.Healthy);
    }

    [Fact]
    public async Task Check_ServerHangs_PingIsUnhealthy()
    {
        await StartServerAsync();
        RedisHealthCheck check = CreateCheck();
        await AwaitAsync(check, HealthStatus.Healthy);
        string id = _server!.Id.ToString(CultureInfo.InvariantCulture);
        await ExternalProcess.RunAsync("kill", ["-STOP", id], cancellationToken: TestContext.Current.CancellationToken);
        HealthCheckResult result = await check.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);
        await ExternalProcess.RunAsync("kill", ["-CONT", id], cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(HealthStatus.Unhealthy, result.Status);
        Assert.Equal(HealthStatus.Unhealthy, Probe(result, "ping").Status);
        await AwaitAsync(check, HealthStatus.Healthy);
    }

    [Fact]
    public async Task Check_MemoryOrClientsNearTheLimit_IsDegraded()
    {
        await StartServerAsync();
        RedisHealthCheck check = CreateCheck();
        HealthCheckResult roomy = await AwaitAsync(check, HealthStatus.Healthy);
        long used = (long)Probe(roomy, "memory").Value!;

        await using (ConnectionMultiplexer admin = await ConnectionMultiplexer.ConnectAsync(_options.Redis.ConnectionString + ",allowAdmin=true"))
        {
            await admin.GetServers()[0].ConfigSetAsync("maxmemory", used * 105 / 100);
            HealthCheckResult full = await AwaitAsync(check, HealthStatus.Degraded);
            Assert.Equal(HealthStatus.Degraded, Probe(full, "memory").Status);
            Assert.Equal(HealthStatus.Healthy, Probe(full, "ping").Status);

            await admin.GetServers()[0].ConfigSetAsync("maxmemory", 0);
            await admin.GetServers()[0].ConfigSetAsync("maxclients", 4);
            HealthCheckResult crowded = await AwaitAsync(check, HealthStatus.Degraded);
            Assert.Equal(HealthStatus.Degraded, Probe(crowded, "clients").Status);
        }
    }

    [Fact]
    public async Task Check_WrongPassword_IsUnhealthyAndDoesNotTellIt()
    {
        await StartServerAsync("--requirepass", "right");
        _options.Redis.ConnectionString += ",password=wrongsecret";
        HealthCheckResult result = await CreateCheck().CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);
        Assert.Equal(HealthStatus.Unhealthy, result.Status);
        Assert.All(result.Data.Values, reading => Assert.DoesNotContain("wrongsecret", ((ProbeReading)reading).Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Check_Repeated_KeepsOneConnection()
    {
        await StartServerAsync();
        RedisHealthCheck check = CreateCheck();
        HealthCheckResult first = await AwaitAsync(check, HealthStatus.Healthy);
        for (int i = 0; i < 20; i++)
        {
            await check.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);
        }

        HealthCheckResult last = await check.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);
        Assert.Equal(Probe(first, "clients").Value, Probe(last, "clients").Value);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RedisConnection connection in _connections)
        {
            await connection.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _directory.Dispose();
    }

    private static ProbeReading Probe(HealthCheckResult result, string name) => (ProbeReading)result.Data[name];

    private RedisHealthCheck CreateCheck()
    {
        var connection = new RedisConnection(Options.Create(_options));
        _connections.Add(connection);
        return new RedisHealthCheck(connection, Options.Create(_options), TimeProvider.System);
    }

    private async Task StartServerAsync(params string[] more)
    {
        _server = await ExternalProcess.StartAsync(
            "redis-server",
            ["--port", _port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _directory.Path, "--save", "", .. more],
            cancellationToken: TestContext.Current.CancellationToken);

        // It has no sign of readiness but that it accepts.
        await PollAsync(async () =>
        {
            using var socket = new TcpClient();
            try
            {
                await socket.ConnectAsync("127.0.0.1", _port, TestContext.Current.CancellationToken);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }, () => _server.Output);
    }

    /// <summary>Checks until the status is the one that is awaited: when the client notices a change is its own affair.</summary>
    private static Task<HealthCheckResult> AwaitAsync(RedisHealthCheck check, HealthStatus status) =>
        AwaitAsync(check, result => result.Status == status);

    private static async Task<HealthCheckResult> AwaitAsync(RedisHealthCheck check, Func<HealthCheckResult, bool> isAwaited)
    {
        HealthCheckResult result = default;
        await PollAsync(async () =>
        {
            result = await check.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);
            return isAwaited(result);
        }, () => $"{result.Status}: {result.Description}");
        return result;
    }

    private static async Task PollAsync(Func<Task<bool>> condition, Func<string> describe)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!await condition())
        {
            Assert.False(limit.IsCancellationRequested, describe());
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
