namespace Vigia.Console.Dashboards.Json;

/// <summary>Addresses that a dashboard's file brings, which may come from anybody.</summary>
internal static class LinkAddress
{
    /// <summary>The address where it leads to a page; <c>#</c> where it would run a script or open what a browser should not.</summary>
    public static string Safe(string address)
    {
        string trimmed = address.Trim();
        int colon = trimmed.IndexOf(':', StringComparison.Ordinal);
        int path = trimmed.AsSpan().IndexOfAny("/?#");
        bool hasScheme = colon >= 0 && (path < 0 || colon < path);
        return !hasScheme
            || trimmed.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            || trimmed.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            || trimmed.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase)
            ? trimmed
            : "#";
    }
}
