namespace Vigia.Instrumentation.Logging.Lines;

/// <summary>The guide's five levels.</summary>
internal enum LogSeverity
{
    Debug,
    Info,
    Warning,
    Error,
    Critical,
}
