using Microsoft.Extensions.Logging;
using Vigia.Model.Metrics;
using Vigia.Storage.Journal;
using Vigia.Storage.Metrics.Blocks;
using Vigia.Storage.Metrics.Head;
using Vigia.Storage.Metrics.Retention;

namespace Vigia.Storage.Metrics;

/// <summary>
/// The time series store: a journal, the newest samples in memory, older ones in immutable blocks. Safe from any thread; one process at a
/// time has a store open.
/// </summary>
/// <remarks>docs/architecture.md says how it works, docs/formats/metrics-journal.md, metrics-chunks.md and metrics-blocks.md what lies on disk.</remarks>
public sealed partial class MetricStore : IMetricSink, IMetricSource, IMetricCatalog, IAsyncDisposable
{
    private readonly MetricStoreOptions _options;
    private readonly IFiles _files;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ScratchPool _scratch = new();
    private readonly SeriesHead _head;
    private readonly ExemplarRing _exemplars;
    private readonly MetadataTable _metadata;
    private readonly FileStream _lockFile;
    private Journal.Journal _journal = null!;
    private bool _isDisposed;

    // What the maintenance owns; guarded by _maintenance.
    private readonly SemaphoreSlim _maintenance = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly BlockFolder _blocks;
    private readonly RetentionTable _retention;
    private readonly Dictionary<long, long> _nextExpiry = [];
    private readonly HashSet<(long Resolution, long Span)> _emptySpans = [];
    private Task _loop = Task.CompletedTask;
    private long _skippedRecords;
    private long _lostRecords;
    private long _checkpointBytes;
    private long _checkpointWritten;
    private long _cutBefore = long.MinValue;

    private MetricStore(MetricStoreOptions options, IFiles files, FileStream lockFile, TimeProvider time, ILogger logger)
    {
        (_options, _files, _lockFile, _time, _logger) = (options, files, lockFile, time, logger);
        _head = new SeriesHead(options.MaxCachedLabelSets);
        _exemplars = new ExemplarRing(options.MaxExemplars);
        _metadata = new MetadataTable(options.MaxMetadataFamilies);
        _retention = new RetentionTable(options.RetentionRules, options.Retention);
        _blocks = new BlockFolder(files, options.Folder, logger);
        _onSeriesDefined = OnSeriesDefined;
    }

    private string JournalFolder => Path.Combine(_options.Folder, "journal");

    /// <summary>Opens a store, reads its journal and starts to look after it.</summary>
    /// <exception cref="ArgumentException">The options are wrong; all errors are told.</exception>
    /// <exception cref="IOException">The disk fails, or another process has the store open.</exception>
    public static Task<MetricStore> OpenAsync(MetricStoreOptions options, TimeProvider time, ILogger logger, CancellationToken cancellationToken) =>
        OpenAsync(options, DiskFiles.Instance, time, logger, cancellationToken);

    internal static Task<MetricStore> OpenAsync(MetricStoreOptions options, IFiles files, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        options.Validate();
        return Task.Run(() => Open(options, files, time, logger, cancellationToken), cancellationToken);
    }

    /// <summary>Writes what waits in memory and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await _stop.CancelAsync().ConfigureAwait(false);
        try
        {
            await _loop.ConfigureAwait(false);
            await CheckpointAtEndAsync().ConfigureAwait(false);
            await _journal.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            _view.Leave();
            _maintenance.Dispose();
            _stop.Dispose();
            await _lockFile.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static MetricStore Open(MetricStoreOptions options, IFiles files, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        files.CreateFolder(options.Folder);
        FileStream lockFile = Lock(options.Folder);
        try
        {
            var store = new MetricStore(options, files, lockFile, time, logger);
            store.Start(cancellationToken);
            return store;
        }
        catch
        {
            lockFile.Dispose();
            throw;
        }
    }

    private static FileStream Lock(string folder)
    {
        string path = Path.Combine(folder, "lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new IOException($"The metric store in {folder} is open in another process ({path} is locked): stop that process, or name another folder.", exception);
        }
    }

    private void Start(CancellationToken cancellationToken)
    {
        long started = _time.GetTimestamp();
        _files.CreateFolder(JournalFolder);
        var setAside = new List<SetAsideBlock>();
        List<Block> blocks = _blocks.OpenAll(setAside);
        Volatile.Write(ref _setAside, setAside);
        Publish(blocks);
        blocks.ForEach(static block => block.Release());
        var reader = new JournalReader(_files, JournalFolder, _logger);
        var replay = new MetricReplay(_head, _exemplars, _metadata, _logger);
        reader.Read(replay.Apply, cancellationToken);
        _journal = new Journal.Journal(_files, JournalFolder, _options.Journal, reader.LastSegment, reader.LastSequence, _time, _logger);
        (_checkpointBytes, _skippedRecords, _lostRecords) = (reader.SegmentBytes, replay.Skipped, reader.Lost);
        _loop = _options.MaintenanceInterval == Timeout.InfiniteTimeSpan ? Task.CompletedTask : Task.Run(RunAsync, CancellationToken.None);
        double elapsed = _time.GetElapsedTime(started).TotalMilliseconds;
        LogOpened(_options.Folder, blocks.Count, _head.Count, reader.Records, elapsed);
    }

    [LoggerMessage(EventId = 20, Level = LogLevel.Information, Message = "Armazém de métricas aberto em {Folder}: {Blocks} blocos, {Series} séries em memória, {Records} registros do diário lidos em {Milliseconds:F0} ms")]
    private partial void LogOpened(string folder, int blocks, int series, long records, double milliseconds);
}
