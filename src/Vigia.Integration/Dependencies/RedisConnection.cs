using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Vigia.Integration.Dependencies;

/// <summary>The one connection to Redis, made at the first check and kept; it finds its way back by itself after a loss.</summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    // Below the check's own limit, so that the check still says which probe failed.
    private const int MaxTimeoutMilliseconds = 2000;

    private readonly ConfigurationOptions _configuration;
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private ConnectionMultiplexer? _multiplexer;

    public RedisConnection(IOptions<DependenciesOptions> options)
    {
        _configuration = ConfigurationOptions.Parse(options.Value.Redis.ConnectionString);
        _configuration.AbortOnConnectFail = false;

        // The client guards INFO with it; nothing else of that kind is sent here.
        _configuration.AllowAdmin = true;
        _configuration.ClientName ??= "vigia";
        _configuration.ConnectTimeout = Math.Min(_configuration.ConnectTimeout, MaxTimeoutMilliseconds);
        _configuration.AsyncTimeout = Math.Min(_configuration.AsyncTimeout, MaxTimeoutMilliseconds);
        _configuration.SyncTimeout = Math.Min(_configuration.SyncTimeout, MaxTimeoutMilliseconds);
        _configuration.ReconnectRetryPolicy = new LinearRetry(1000);
        _configuration.IncludeDetailInExceptions = false;
    }

    public async Task<IConnectionMultiplexer> GetAsync(CancellationToken cancellationToken)
    {
        if (_multiplexer is { } multiplexer)
        {
            return multiplexer;
        }

        await _connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _multiplexer ??= await ConnectionMultiplexer.ConnectAsync(_configuration).ConfigureAwait(false);
        }
        finally
        {
            _connecting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_multiplexer is { } multiplexer)
        {
            await multiplexer.DisposeAsync().ConfigureAwait(false);
        }

        _connecting.Dispose();
    }
}
