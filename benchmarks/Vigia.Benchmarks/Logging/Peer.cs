namespace Vigia.Benchmarks.Logging;

/// <summary>The loggers that are compared.</summary>
public enum Peer
{
    Vigia,
    ZLogger,
    SerilogAsync,
    NLogAsync,
}
