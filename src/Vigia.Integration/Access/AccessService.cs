using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vigia.Instrumentation.Metrics;
using Vigia.Integration.Access.Jwt;
using Vigia.Integration.Access.Keys;

namespace Vigia.Integration.Access;

/// <summary>Makes the key of the first start, and keeps keys and signing keys up to date while the module runs.</summary>
internal sealed partial class AccessService : BackgroundService
{
    private static readonly TimeSpan TokenPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan UsesPeriod = TimeSpan.FromMinutes(1);

    private readonly ApiKeys _keys;
    private readonly ApiKeyDirectory _directory;
    private readonly SigningKeyRing _ring;
    private readonly AccessMonitor _monitor;
    private readonly FirstKeyAnnouncement? _announcement;
    private readonly AccessOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<AccessService> _logger;
    private readonly Counter _storeErrors;
    private bool _storeFailing;

    public AccessService(
        ApiKeys keys,
        ApiKeyDirectory directory,
        SigningKeyRing ring,
        AccessMonitor monitor,
        IOptions<AccessOptions> options,
        ServiceMetrics metrics,
        TimeProvider time,
        ILogger<AccessService> logger,
        FirstKeyAnnouncement? announcement = null)
    {
        _keys = keys;
        _directory = directory;
        _ring = ring;
        _monitor = monitor;
        _options = options.Value;
        _time = time;
        _logger = logger;
        _announcement = announcement;
        _storeErrors = metrics.Errors.WithLabels("key_store", "access");
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_announcement is not null && _keys.CreateFirst() is { } first)
        {
            LogFirstKey(_logger, first.Key.Id);
            _announcement.Show(first);
        }

        _directory.Refresh();
        if (_directory.Count == 0)
        {
            LogNoKeys(_logger);
        }

        await base.StartAsync(cancellationToken);
    }

    /// <summary>Writes what is left; not at the end of the loop, which never runs where the stop follows the start at once.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Guard(_directory.WriteUses);
        _monitor.FlushSuppressed();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(WatchKeysAsync(stoppingToken), WatchTokensAsync(stoppingToken), WriteUsesAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The module stops.
        }
    }

    private async Task WatchKeysAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_options.KeyRefresh, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Guard(_directory.Refresh);
        }
    }

    /// <summary>On a timer of its own: a slow JWKS server must not hold up the revocation of keys.</summary>
    private async Task WatchTokensAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TokenPeriod, _time);
        do
        {
            await _ring.TickAsync(stoppingToken);
            _monitor.FlushSuppressed();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task WriteUsesAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(UsesPeriod, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Guard(_directory.WriteUses);
        }
    }

    /// <summary>A file that cannot be read or written for a while leaves the keys as they are; the first failure of a row is logged.</summary>
    private void Guard(Action work)
    {
        try
        {
            work();
            Volatile.Write(ref _storeFailing, false);
        }
        catch (SqliteException exception)
        {
            _storeErrors.Increment();
            if (!Interlocked.Exchange(ref _storeFailing, true))
            {
                LogStoreFailed(_logger, exception);
            }
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Primeira chave de acesso criada e mostrada no terminal")]
    private static partial void LogFirstKey(ILogger logger, string keyId);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "Não há chave de acesso; crie uma com: vigia key create NOME")]
    private static partial void LogNoKeys(ILogger logger);

    [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "Falha ao ler ou gravar o arquivo de chaves; valem as últimas conhecidas")]
    private static partial void LogStoreFailed(ILogger logger, Exception exception);
}
