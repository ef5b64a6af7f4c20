using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;

namespace Vigia.Console.Time;

/// <summary>
/// The time range, refresh and zone of one visitor's page, kept in its address as <c>from</c>, <c>to</c>, <c>refresh</c>, <c>timezone</c>
/// like Grafana's. One instance a circuit; not thread safe.
/// </summary>
public sealed class TimeState
{
    /// <summary>What a page shows where its address says nothing.</summary>
    public const string DefaultFrom = "now-1h";

    private readonly NavigationManager _navigation;
    private readonly StoredSpan? _stored;

    /// <summary>Reads the address.</summary>
    internal TimeState(NavigationManager navigation, StoredSpan? stored = null)
    {
        ArgumentNullException.ThrowIfNull(navigation);
        _navigation = navigation;
        _stored = stored;
        Read();
    }

    /// <summary>Raised after a change.</summary>
    public event Action? Changed;

    /// <summary>The start, as <see cref="TimeText"/> reads it.</summary>
    public string From { get; private set; } = DefaultFrom;

    /// <summary>The end.</summary>
    public string To { get; private set; } = "now";

    /// <summary>Time between refreshes as <c>10s</c>; empty: none.</summary>
    public string Refresh { get; private set; } = "";

    /// <summary><c>browser</c>, <c>utc</c> or an IANA name.</summary>
    public string Zone { get; private set; } = "browser";

    /// <summary>Takes a new range, and writes it into the address.</summary>
    public void SetRange(string from, string to) => Apply(from, to, Refresh, Zone);

    /// <summary>Takes a new time between refreshes.</summary>
    public void SetRefresh(string refresh) => Apply(From, To, refresh, Zone);

    /// <summary>Takes another zone.</summary>
    public void SetZone(string zone) => Apply(From, To, Refresh, zone);

    /// <summary>Asks every chart for its data now.</summary>
    public void RefreshNow() => Changed?.Invoke();

    /// <summary>Takes what a page asks for where the address says nothing; a shorter range if nothing that old is stored.</summary>
    public void Default(string from, string to, string refresh)
    {
        Dictionary<string, Microsoft.Extensions.Primitives.StringValues> query = Query();
        From = query.ContainsKey("from") ? From : _stored?.Fit(from, to) ?? from;
        To = query.ContainsKey("to") ? To : to;
        Refresh = query.ContainsKey("refresh") ? Refresh : refresh;
    }

    /// <summary>Takes what the address says now, after a link or the browser's back button.</summary>
    public void Read()
    {
        Dictionary<string, Microsoft.Extensions.Primitives.StringValues> query = Query();
        (string, string, string, string) before = (From, To, Refresh, Zone);
        From = Text(query, "from") ?? From;
        To = Text(query, "to") ?? To;
        Refresh = Text(query, "refresh") ?? Refresh;
        Zone = Text(query, "timezone") ?? Zone;
        if (before != (From, To, Refresh, Zone))
        {
            Changed?.Invoke();
        }
    }

    private void Apply(string from, string to, string refresh, string zone)
    {
        (From, To, Refresh, Zone) = (from, to, refresh, zone);
        _navigation.NavigateTo(
            _navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
            {
                ["from"] = from,
                ["to"] = to,
                ["refresh"] = refresh.Length == 0 ? null : refresh,
                ["timezone"] = zone == "browser" ? null : zone,
            }),
            new NavigationOptions { ReplaceHistoryEntry = false });
        Changed?.Invoke();
    }

    private Dictionary<string, Microsoft.Extensions.Primitives.StringValues> Query() =>
        QueryHelpers.ParseQuery(_navigation.ToAbsoluteUri(_navigation.Uri).Query);

    private static string? Text(Dictionary<string, Microsoft.Extensions.Primitives.StringValues> query, string name) =>
        query.TryGetValue(name, out Microsoft.Extensions.Primitives.StringValues value) && value is [{ Length: > 0 and <= 64 } text] ? text : null;
}
