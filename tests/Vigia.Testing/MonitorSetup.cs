namespace Vigia.Testing;

/// <summary>What stays the same when the monitor is started again.</summary>
/// <param name="Program">The path of <c>vigia.dll</c>.</param>
/// <param name="Folder">Where configuration and logs lie.</param>
/// <param name="Data">Where data lies.</param>
/// <param name="Port">HTTP.</param>
/// <param name="Token">A token that may do everything.</param>
/// <param name="Settings">Settings over the shipped ones.</param>
public sealed record MonitorSetup(string Program, string Folder, string Data, int Port, string Token, IReadOnlyList<string> Settings)
{
    /// <summary>The file of scrapes and rules, which may be changed between starts.</summary>
    public string ConfigFile => Path.Combine(Folder, "prometheus.yml");

    /// <summary>Where it answers.</summary>
    public Uri Address => new(FormattableString.Invariant($"http://127.0.0.1:{Port}/"));
}
