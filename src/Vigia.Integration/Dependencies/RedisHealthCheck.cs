using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Vigia.Instrumentation.Health;

namespace Vigia.Integration.Dependencies;

/// <summary>The guide's checks of Redis: connection, ping, memory, clients. Of several servers the fullest is shown.</summary>
internal sealed class RedisHealthCheck : IHealthCheck
{
    private readonly RedisConnection _connection;
    private readonly RedisOptions _options;
    private readonly TimeProvider _time;

    public RedisHealthCheck(RedisConnection connection, IOptions<DependenciesOptions> options, TimeProvider time)
    {
        _connection = connection;
        _options = options.Value.Redis;
        _time = time;
    }

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var examination = new DependencyExamination(_time);
        IConnectionMultiplexer? redis = null;
        bool connected = await examination.ProbeAsync("connection", async cancellation =>
        {
            redis = await _connection.GetAsync(cancellation).ConfigureAwait(false);
            return ProbeConnection(redis);
        }, cancellationToken).ConfigureAwait(false);
        if (!connected || redis is null)
        {
            examination.Skip("there is no connection.", "ping", "memory", "clients");
            return examination.ToResult();
        }

        await examination.ProbeAsync("ping", async cancellation =>
        {
            TimeSpan roundTrip = await redis.GetDatabase().PingAsync().WaitAsync(cancellation).ConfigureAwait(false);
            return ProbeReading.Healthy(Math.Round(roundTrip.TotalMilliseconds, 3), "ms");
        }, cancellationToken).ConfigureAwait(false);
        await examination.ProbeAsync(
            "memory",
            cancellation => ProbeShareAsync(redis, "memory", "used_memory", "maxmemory", "bytes", _options.MemoryWarningRatio, cancellation),
            cancellationToken).ConfigureAwait(false);
        await examination.ProbeAsync(
            "clients",
            cancellation => ProbeShareAsync(redis, "clients", "connected_clients", "maxclients", "clients", _options.ClientsWarningRatio, cancellation),
            cancellationToken).ConfigureAwait(false);
        return examination.ToResult();
    }

    private static ProbeReading ProbeConnection(IConnectionMultiplexer redis)
    {
        IServer[] servers = redis.GetServers();
        int connected = servers.Count(static server => server.IsConnected);
        if (connected == 0)
        {
            return ProbeReading.Unhealthy("No server answers.", 0, "servers");
        }

        return connected < servers.Length
            ? ProbeReading.Degraded(FormattableString.Invariant($"{connected} of {servers.Length} servers are connected."), connected, "servers")
            : ProbeReading.Healthy(connected, "servers");
    }

    private static async Task<ProbeReading> ProbeShareAsync(
        IConnectionMultiplexer redis, string section, string usedKey, string limitKey, string unit, double warningRatio, CancellationToken cancellationToken)
    {
        long mostUsed = 0;
        long itsLimit = 0;
        double highest = -1;
        foreach (IServer server in redis.GetServers().Where(static server => server.IsConnected))
        {
            IGrouping<string, KeyValuePair<string, string>>[] info;
            try
            {
                info = await server.InfoAsync(section).WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (RedisServerException refused) when (refused.Message.StartsWith("NOPERM", StringComparison.Ordinal))
            {
                return ProbeReading.Degraded("The user may not run INFO.");
            }

            long used = Read(info, usedKey);
            long limit = Read(info, limitKey);
            double ratio = limit > 0 ? (double)used / limit : 0;
            if (ratio > highest)
            {
                (highest, mostUsed, itsLimit) = (ratio, used, limit);
            }
        }

        string output = itsLimit > 0
            ? FormattableString.Invariant($"{mostUsed} of {itsLimit} {unit} ({highest:P0}).")
            : "There is no limit.";
        return highest >= warningRatio
            ? ProbeReading.Degraded(output, mostUsed, unit)
            : ProbeReading.Healthy(mostUsed, unit, output);
    }

    private static long Read(IEnumerable<IGrouping<string, KeyValuePair<string, string>>> info, string key) =>
        long.TryParse(
            info.SelectMany(static group => group).FirstOrDefault(pair => pair.Key == key).Value,
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out long value) ? value : 0;
}
