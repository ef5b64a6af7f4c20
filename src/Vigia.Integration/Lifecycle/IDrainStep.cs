namespace Vigia.Integration.Lifecycle;

/// <summary>Something that must be brought to rest when the module stops. Steps run in ascending order, equal ones together.</summary>
internal interface IDrainStep
{
    /// <summary>100 listeners stop taking connections, 200 workers finish, 300 queue and store flush, 400 telemetry flushes.</summary>
    int Order { get; }

    string Name { get; }

    ValueTask DrainAsync(CancellationToken cancellationToken);
}
