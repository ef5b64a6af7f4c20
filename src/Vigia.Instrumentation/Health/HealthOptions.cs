namespace Vigia.Instrumentation.Health;

/// <summary>Settings of the background health checks and their endpoints.</summary>
public sealed class HealthOptions
{
    /// <summary>The path of the guide's answer; live, ready and startup lie below it.</summary>
    public string Path { get; set; } = "/health";
}
