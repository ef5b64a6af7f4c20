namespace Vigia.Instrumentation.Tracing;

/// <summary>Settings of tracing.</summary>
public sealed class TracingOptions
{
    /// <summary>The activity sources that are recorded, beside ASP.NET Core and HttpClient.</summary>
    public IList<string> Sources { get; } = ["Vigia.*"];
}
