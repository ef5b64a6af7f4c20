using Vigia.Console.Dashboards.Model;

namespace Vigia.Console.Dashboards.Library;

/// <summary>A dashboard of the library. Immutable.</summary>
/// <param name="Dashboard">As it is drawn.</param>
/// <param name="Json">The file as it is.</param>
/// <param name="Folder">The folder that it is listed in; "" is the general one.</param>
/// <param name="IsProvisioned">Whether it comes with the installation and nobody changed it.</param>
/// <param name="Modified">When the file was last written.</param>
internal sealed record DashboardEntry(Dashboard Dashboard, ReadOnlyMemory<byte> Json, string Folder, bool IsProvisioned, DateTimeOffset Modified)
{
    /// <summary>Whether it lies over a provisioned one, which comes back when it is deleted.</summary>
    public bool HidesProvisioned { get; init; }
}
