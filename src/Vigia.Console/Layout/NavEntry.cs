using MudBlazor;
using Vigia.Server.Access;

namespace Vigia.Console.Layout;

/// <summary>A page that the rail leads to.</summary>
/// <param name="Name">The key of its text.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Icon">What stands for it where the rail is narrow.</param>
/// <param name="Section">The key of the heading above it; null: none.</param>
/// <param name="Policy">Who sees it; null: everybody.</param>
/// <param name="Short">The key of a shorter text for the bar of a phone; null: the same.</param>
/// <param name="Below">Another path whose pages belong to it; null: none.</param>
internal sealed record NavEntry(string Name, string Address, string Icon, string? Section = null, string? Policy = null, string? Below = null, string? Short = null)
{
    public static readonly IReadOnlyList<NavEntry> All =
    [
        new("Overview", "/ui", Icons.Material.Outlined.Visibility),
        new("Dashboards", "/ui/dashboards", Icons.Material.Outlined.Dashboard, Below: "/ui/d"),
        new("Explore", "/ui/explore", Icons.Material.Outlined.QueryStats),
        new("Alerts", "/ui/alerts", Icons.Material.Outlined.NotificationsActive),
        new("Messages", "/ui/messages", Icons.Material.Outlined.Mail, "Signals"),
        new("DeadLetters", "/ui/dead-letters", Icons.Material.Outlined.MarkEmailUnread, Short: "DeadLettersShort"),
        new("Health", "/ui/health", Icons.Material.Outlined.MonitorHeart),
        new("Administration", "/ui/admin", Icons.Material.Outlined.AdminPanelSettings, "Operation", AccessScopes.Admin, Short: "AdministrationShort"),
    ];

    /// <summary>Whether a page belongs to it.</summary>
    public bool Covers(string path) => Is(path, Address) || (Below is not null && Is(path, Below));

    private static bool Is(string path, string address) =>
        path.Equals(address, StringComparison.OrdinalIgnoreCase) || (address != "/ui" && path.StartsWith(address + "/", StringComparison.OrdinalIgnoreCase));
}
