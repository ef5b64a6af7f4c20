namespace Vigia.Model.Health;

/// <summary>The checks that the guide lists for each dependency, by the names that answers and metrics have, in the guide's order.</summary>
public static class GuideChecks
{
    /// <summary>The dependencies, in the guide's order.</summary>
    public static IReadOnlyList<string> Dependencies { get; } = ["redis", "kafka", "database"];

    /// <summary>The checks of one dependency; empty for one that the guide does not know.</summary>
    public static IReadOnlyList<string> Of(string dependency) => dependency switch
    {
        "redis" => ["connection", "ping", "memory", "clients"],
        "kafka" => ["connection", "topics", "consumers", "producers"],
        "database" => ["connection", "query", "transaction", "indexes"],
        _ => [],
    };
}
