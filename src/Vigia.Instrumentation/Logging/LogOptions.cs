namespace Vigia.Instrumentation.Logging;

/// <summary>Settings of the JSON log.</summary>
public sealed class LogOptions
{
    /// <summary>The live file.</summary>
    public string Path { get; set; } = "logs/integracao.log";
}
