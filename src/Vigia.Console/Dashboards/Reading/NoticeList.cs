using Vigia.Console.Dashboards.Model;

namespace Vigia.Console.Dashboards.Reading;

/// <summary>Collects what was odd in a file, up to a bound. Not thread-safe.</summary>
internal sealed class NoticeList
{
    /// <summary>Notices kept; the last one says how many more there were.</summary>
    public const int Capacity = 100;

    private readonly List<DashboardNotice> _notices = [];
    private int _more;

    public void Add(string where, string text)
    {
        if (_notices.Count < Capacity)
        {
            _notices.Add(new DashboardNotice(where, text));
        }
        else
        {
            _more++;
        }
    }

    public IReadOnlyList<DashboardNotice> ToList() =>
        _more == 0 ? _notices : [.. _notices, new DashboardNotice("", FormattableString.Invariant($"{_more} more notices"))];
}
