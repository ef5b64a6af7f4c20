namespace Vigia.Integration.Processing;

/// <summary>How messages are processed. Section <c>Processing</c>; its <c>Routes</c> are read by <see cref="Routes.RouteReader"/> and reload.</summary>
internal sealed class ProcessingOptions
{
    /// <summary>Messages that one route works on at once. A route has workers of its own, so that a slow one holds up no other.</summary>
    public int Workers { get; set; } = 16;

    /// <summary>How long one attempt may take, where its route says nothing else.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Retries, where a route says nothing else.</summary>
    public RetryOptions Retry { get; set; } = new();

    /// <summary>Messages that are leased at once, at most.</summary>
    public int BatchSize { get; set; } = 64;

    /// <summary>How often leases are looked at; each is renewed once half of it is over.</summary>
    public TimeSpan LeaseCheckInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often files that routes name (schemas, templates, lookup tables) are looked at for changes. Zero: never.</summary>
    public TimeSpan ReloadInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Extension assemblies with processors. Read on start only.</summary>
    public IList<string> Assemblies { get; set; } = [];

    public IEnumerable<string> Validate()
    {
        if (Workers is < 1 or > 1024)
        {
            yield return "Processing:Workers: must be from 1 to 1024.";
        }

        if (AttemptTimeout < TimeSpan.FromMilliseconds(100) || AttemptTimeout > TimeSpan.FromHours(1))
        {
            yield return "Processing:AttemptTimeout: must be from 00:00:00.1 to 01:00:00.";
        }

        if (BatchSize is < 1 or > 1000)
        {
            yield return "Processing:BatchSize: must be from 1 to 1000.";
        }

        if (LeaseCheckInterval < TimeSpan.FromMilliseconds(10) || LeaseCheckInterval > TimeSpan.FromMinutes(1))
        {
            yield return "Processing:LeaseCheckInterval: must be from 00:00:00.01 to 00:01:00.";
        }

        if (ReloadInterval < TimeSpan.Zero)
        {
            yield return "Processing:ReloadInterval: must not be negative.";
        }

        foreach (string error in Retry.Validate("Processing:Retry"))
        {
            yield return error;
        }
    }
}
