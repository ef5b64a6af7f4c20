using Vigia.Console.Dashboards.Model;
using Vigia.Console.Dashboards.Templating;

namespace Vigia.Console.Dashboards.Queries;

/// <summary>One panel being answered. Notices may come from several queries at once.</summary>
internal sealed class PanelContext(Dashboard dashboard, Panel panel, TemplateValues values, PanelRequest request)
{
    /// <summary>Notices kept; more say nothing new.</summary>
    private const int MaxNotices = 50;

    private readonly List<PanelNotice> _notices = [];

    public Dashboard Dashboard { get; } = dashboard;

    public Panel Panel { get; } = panel;

    public TemplateValues Values { get; } = values;

    public PanelRequest Request { get; } = request;

    public IReadOnlyList<PanelNotice> Notices
    {
        get
        {
            lock (_notices)
            {
                return [.. _notices];
            }
        }
    }

    public void Notice(string severity, string? refId, string text)
    {
        var notice = new PanelNotice(severity, refId, text);
        lock (_notices)
        {
            if (_notices.Count < MaxNotices && !_notices.Contains(notice))
            {
                _notices.Add(notice);
            }
        }
    }
}
