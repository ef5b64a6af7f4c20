namespace Vigia.Instrumentation.Health;

/// <summary>Tags of a health check's registration that change how its result counts.</summary>
public static class HealthTags
{
    /// <summary>
    /// The service works without it: where it is unhealthy, the service as a whole is degraded, and ready all the same.
    /// </summary>
    public const string Optional = "optional";

    /// <summary>The dependency holds data (<c>componentType</c> of <c>application/health+json</c>).</summary>
    public const string Datastore = "datastore";

    /// <summary>The dependency is the machine itself, for example a disk (<c>componentType</c> of <c>application/health+json</c>).</summary>
    public const string System = "system";
}
