using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using Microsoft.Extensions.Logging;

namespace Vigia.Benchmarks.Logging;

/// <summary>From the first call until every line is in the file and the logger has ended.</summary>
[MemoryDiagnoser]
[SimpleJob(RunStrategy.Monitoring, warmupCount: 2, iterationCount: 8)]
public class LogToDiskBenchmark
{
    private const int Lines = 200_000;

    private string _folder = "";

    [Params(Peer.Vigia, Peer.ZLogger, Peer.SerilogAsync, Peer.NLogAsync)]
    public Peer Peer { get; set; }

    [IterationSetup]
    public void Start() => _folder = Directory.CreateTempSubdirectory("vigia-log-").FullName;

    [IterationCleanup]
    public void End() => LogFiles.CheckAndDelete(_folder, Lines);

    [Benchmark(OperationsPerInvoke = Lines)]
    public void LogAndEnd()
    {
        using ILoggerFactory factory = LogPeers.Create(Peer, Path.Combine(_folder, "log.json"));
        ILogger logger = factory.CreateLogger("Vigia.Integration.Processing.MessageProcessor");
        for (int i = 0; i < Lines; i++)
        {
            LogMessages.Processed(logger, "msg_123", "http", "success", i);
        }
    }
}
