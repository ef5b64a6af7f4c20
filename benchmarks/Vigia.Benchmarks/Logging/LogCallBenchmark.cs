using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using Microsoft.Extensions.Logging;

namespace Vigia.Benchmarks.Logging;

/// <summary>What a line costs the thread that logs, and what it leaves to the garbage collector.</summary>
/// <remarks>Before about thirty rounds of this length a figure is the just-in-time compiler's: a line takes five times as long in its first code.</remarks>
[MemoryDiagnoser]
[SimpleJob(RunStrategy.Throughput, warmupCount: 60, iterationCount: 60, invocationCount: 1)]
public class LogCallBenchmark
{
    private const int Lines = 10_000;

    private string _folder = "";
    private ILoggerFactory _factory = null!;
    private ILogger _logger = null!;

    [Params(Peer.Vigia, Peer.ZLogger, Peer.SerilogAsync, Peer.NLogAsync)]
    public Peer Peer { get; set; }

    /// <summary>A fresh logger per round: the last one has written everything.</summary>
    [IterationSetup]
    public void Start()
    {
        _folder = Directory.CreateTempSubdirectory("vigia-log-").FullName;
        _factory = LogPeers.Create(Peer, Path.Combine(_folder, "log.json"));
        _logger = _factory.CreateLogger("Vigia.Integration.Processing.MessageProcessor");
    }

    [IterationCleanup]
    public void End()
    {
        _factory.Dispose();
        LogFiles.CheckAndDelete(_folder, Lines);
    }

    [Benchmark(OperationsPerInvoke = Lines)]
    public void Log()
    {
        for (int i = 0; i < Lines; i++)
        {
            LogMessages.Processed(_logger, "msg_123", "http", "success", i);
        }
    }
}
