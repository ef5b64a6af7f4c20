using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vigia.Instrumentation.Metrics;

namespace Vigia.Integration.Access.Jwt;

/// <summary>
/// Keeps the signing keys up to date: key files are read again when they change, the JWK set of the URL now and then
/// and when a token names a key that is not known, but not more often than allowed. What cannot be read leaves the last
/// good keys in force. Thread safe.
/// </summary>
internal sealed partial class SigningKeyRing : IDisposable
{
    private const int MaxJwksBytes = 256 * 1024;

    private readonly JwtOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<SigningKeyRing> _logger;
    private readonly Counter _fileErrors;
    private readonly Counter _urlErrors;
    private readonly Counter _evicted;
    private readonly HttpClient? _http;
    private readonly SemaphoreSlim _fetching = new(1, 1);
    private readonly Lock _stateLock = new();
    private List<SigningKey> _fileKeys = [];
    private List<SigningKey> _urlKeys = [];
    private string _fileStamps;
    private byte[] _jwks = [];
    private long _lastFetch;
    private bool _fetched;
    private bool _lastFetchFailed;
    private SigningKeySet _current;

    public SigningKeyRing(
        IOptions<JwtOptions> options, MetricRegistry registry, ServiceMetrics metrics, TimeProvider time, ILogger<SigningKeyRing> logger)
    {
        _options = options.Value;
        _time = time;
        _logger = logger;
        _fileErrors = metrics.Errors.WithLabels("signing_key_file", "access");
        _urlErrors = metrics.Errors.WithLabels("jwks", "access");
        _evicted = registry.CreateCounter("access_token_cache_evicted_total", "Total de tokens validados que saíram da memória por falta de espaço");
        if (_options.JwksUrl is not null)
        {
            _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
            {
                Timeout = _options.JwksTimeout,
                MaxResponseContentBufferSize = MaxJwksBytes,
            };
        }

        _fileStamps = FileStamps();
        _fileKeys = _options.IsEnabled ? SigningKeyReader.ReadFiles(_options, []) : [];
        _current = Combine();
    }

    public SigningKeySet Current => Volatile.Read(ref _current);

    /// <summary>Does what is due; called every second or so.</summary>
    public async Task TickAsync(CancellationToken cancellationToken)
    {
        ReloadFiles();
        if (_http is not null && IsDue(_lastFetchFailed ? _options.JwksMinimumInterval : _options.JwksRefresh))
        {
            await FetchAsync(_lastFetchFailed ? _options.JwksMinimumInterval : _options.JwksRefresh, cancellationToken);
        }
    }

    /// <summary>A token names a key that is not known: fetches the set, unless that was done a short time ago.</summary>
    /// <returns>The keys in force after it.</returns>
    public async ValueTask<SigningKeySet> RefreshForUnknownKeyAsync(CancellationToken cancellationToken)
    {
        if (_http is not null && (_fetching.CurrentCount == 0 || IsDue(_options.JwksMinimumInterval)))
        {
            await FetchAsync(_options.JwksMinimumInterval, cancellationToken);
        }

        return Current;
    }

    public void Dispose()
    {
        _http?.Dispose();
        _fetching.Dispose();
    }

    private bool IsDue(TimeSpan interval) => !Volatile.Read(ref _fetched) || _time.GetElapsedTime(Volatile.Read(ref _lastFetch)) >= interval;

    private async Task FetchAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        await _fetching.WaitAsync(cancellationToken);
        try
        {
            // Whoever waited behind a fetch that has just been made takes its result.
            if (!IsDue(interval))
            {
                return;
            }

            try
            {
                byte[] json = await _http!.GetByteArrayAsync(_options.JwksUrl, cancellationToken);
                Replace(json);
                _lastFetchFailed = false;
            }
            catch (Exception exception) when (exception is HttpRequestException or FormatException or TaskCanceledException
                && !cancellationToken.IsCancellationRequested)
            {
                _lastFetchFailed = true;
                _urlErrors.Increment();
                LogFetchFailed(_logger, _options.JwksUrl!.Host, exception.Message);
            }

            Volatile.Write(ref _lastFetch, _time.GetTimestamp());
            Volatile.Write(ref _fetched, true);
        }
        finally
        {
            _fetching.Release();
        }
    }

    private void Replace(byte[] json)
    {
        // The same set again must not throw the validated tokens away.
        if (json.AsSpan().SequenceEqual(_jwks))
        {
            return;
        }

        List<SigningKey> keys = SigningKeyReader.ReadJwks(json);
        lock (_stateLock)
        {
            _jwks = json;
            _urlKeys = keys;
            Volatile.Write(ref _current, Combine());
        }

        LogKeysChanged(_logger, _options.JwksUrl!.Host, keys.Count);
    }

    private void ReloadFiles()
    {
        string stamps = FileStamps();
        if (stamps == _fileStamps)
        {
            return;
        }

        _fileStamps = stamps;
        var errors = new List<string>();
        List<SigningKey> keys = SigningKeyReader.ReadFiles(_options, errors);
        if (errors.Count > 0)
        {
            _fileErrors.Increment();
            LogFilesFailed(_logger, string.Join(' ', errors));
            return;
        }

        lock (_stateLock)
        {
            _fileKeys = keys;
            Volatile.Write(ref _current, Combine());
        }

        LogKeysChanged(_logger, "files", keys.Count);
    }

    private string FileStamps() => string.Join('|', _options.KeyFiles.Concat(_options.HmacSecretFiles).Select(static file =>
    {
        var info = new FileInfo(file.Path);
        return info.Exists ? $"{info.LastWriteTimeUtc.Ticks}:{info.Length}" : "-";
    }));

    private SigningKeySet Combine() => new([.. _fileKeys, .. _urlKeys], new TokenCache(_options.CacheSize, _evicted));

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Chaves de assinatura trocadas")]
    private static partial void LogKeysChanged(ILogger logger, string source, int keys);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "Falha ao buscar as chaves de assinatura; valem as últimas conhecidas")]
    private static partial void LogFetchFailed(ILogger logger, string host, string error);

    [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "Falha ao ler os arquivos de chaves de assinatura; valem as últimas conhecidas")]
    private static partial void LogFilesFailed(ILogger logger, string error);
}
