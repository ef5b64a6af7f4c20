namespace Vigia.Demo;

/// <summary>Shows how a demo goes while it runs.</summary>
internal interface IDemoDisplay
{
    /// <summary>How often <see cref="RunAsync"/> asks for a new state.</summary>
    TimeSpan Interval { get; }

    /// <summary>Shows states until the token is set.</summary>
    Task RunAsync(Func<CancellationToken, Task<DemoProgress>> read, CancellationToken cancellationToken);
}
