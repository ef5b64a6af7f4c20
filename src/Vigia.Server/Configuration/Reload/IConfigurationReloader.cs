using Vigia.Server.Configuration.Model;

namespace Vigia.Server.Configuration.Reload;

/// <summary>Holds the configuration in force, and swaps it whole. Safe from any thread.</summary>
internal interface IConfigurationReloader
{
    /// <summary>The configuration in force; never changed in place.</summary>
    MonitorConfiguration Current { get; }

    /// <summary>What the last reload came to; the first is that of the start.</summary>
    ReloadResult Last { get; }

    /// <summary>
    /// Reads the file and, where it is right, puts it in force; returns when everybody who asked for it has it. A wrong file changes nothing.
    /// Two calls at once run one after the other. For <c>POST /-/reload</c>, SIGHUP and the like.
    /// </summary>
    Task<ReloadResult> ReloadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Calls <paramref name="apply"/> with each new configuration, from the next on, one call at a time, in the order of asking. What it throws
    /// is logged and makes the reload unsuccessful; the others are called nevertheless.
    /// </summary>
    /// <returns>Ends the calls when disposed.</returns>
    IDisposable OnChange(Func<MonitorConfiguration, CancellationToken, Task> apply);
}
