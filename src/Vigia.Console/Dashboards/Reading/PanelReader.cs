using System.Globalization;
using System.Text.Json;
using Vigia.Console.Dashboards.Model;
using Vigia.Console.Dashboards.Reading.Migration;

namespace Vigia.Console.Dashboards.Reading;

/// <summary>Reads panels and gives those without an id of their own one. For one dashboard; not thread-safe.</summary>
internal sealed class PanelReader(NoticeList notices)
{
    private const int MaxTargets = 100;
    private const int MaxHeight = 500;

    // What Grafana gives a panel that does not say.
    private const int DefaultWidth = 6;
    private const int DefaultHeight = 3;

    private readonly HashSet<long> _ids = [];
    private readonly HashSet<long> _reserved = [];

    /// <summary>Reads all panels of a dashboard in the order of their places.</summary>
    public IReadOnlyList<Panel> Read(JsonFields dashboard)
    {
        foreach (JsonFields panel in dashboard.Items("panels"))
        {
            Reserve(panel);
            foreach (JsonFields inner in panel.Items("panels"))
            {
                Reserve(inner);
            }
        }

        var panels = dashboard.Items("panels").Select(ReadPanel).ToList();
        return [.. panels.OrderBy(static panel => panel.Position.Y).ThenBy(static panel => panel.Position.X)];
    }

    /// <summary>Reads one panel that stands alone.</summary>
    public Panel ReadPanel(JsonFields fields)
    {
        string type = fields.Text("type", "timeseries");
        JsonFields config = fields.Object("fieldConfig");
        string title = fields.Text("title");
        JsonFields library = fields.Object("libraryPanel");
        return new Panel
        {
            Id = Id(fields),
            Type = type,
            OriginalType = fields.Text(PanelMigration.OriginalType, type),
            Title = title.Length == 0 && library.IsObject ? library.Text("name") : title,
            Description = fields.Text("description"),
            IsTransparent = fields.Flag("transparent"),
            Position = Position(fields.Object("gridPos")),
            DataSource = DataSourceReader.Read(fields),
            Targets = Targets(fields),
            Options = fields.Object("options").Element,
            Defaults = FieldSettings.Read(config.Object("defaults").Element),
            Overrides = [.. config.Items("overrides").Select(Override)],
            Transformations = [.. fields.Items("transformations").Where(static one => !one.Flag("disabled")).Select(Transformation)],
            Links = [.. fields.Items("links").Select(Link).Where(static link => link.Url.Length > 0)],
            Repeat = fields.Text("repeat") is { Length: > 0 } variable
                ? new PanelRepeat(variable.TrimStart('$'), fields.Text("repeatDirection") == "v", Math.Clamp(fields.Integer("maxPerRow", 4), 1, 24))
                : null,
            MaxDataPoints = Math.Clamp(fields.Integer("maxDataPoints"), 0, 11_000),
            Interval = fields.Text("interval"),
            TimeFrom = fields.Text("timeFrom"),
            TimeShift = fields.Text("timeShift"),
            IsCollapsed = fields.Flag("collapsed"),
            Panels = type == "row" ? [.. fields.Items("panels").Select(ReadPanel)] : [],
            LibraryPanel = library.Text("uid"),
        };
    }

    /// <summary>Reads a link; old panels' links to dashboards have no address and are left out.</summary>
    public static PanelLink Link(JsonFields link) =>
        new(link.Text("title"), link.Text("url"), link.Flag("targetBlank"));

    private void Reserve(JsonFields panel)
    {
        if (panel.Number("id") is { } id)
        {
            _reserved.Add((long)id);
        }
    }

    private long Id(JsonFields fields)
    {
        long? own = fields.Number("id") is { } number and > 0 and < (1L << 53) ? (long)number : null;
        if (own is { } id && _ids.Add(id))
        {
            return id;
        }

        long next = 1;
        while (_reserved.Contains(next) || _ids.Contains(next))
        {
            next++;
        }

        if (own is not null)
        {
            notices.Add(fields.Path + ".id", string.Create(CultureInfo.InvariantCulture, $"{own} stands twice; this panel is {next} here"));
        }

        _ids.Add(next);
        return next;
    }

    private static GridPosition Position(JsonFields place)
    {
        int width = Math.Clamp(place.Integer("w", DefaultWidth), 1, GridPosition.Columns);
        int x = Math.Clamp(place.Integer("x"), 0, GridPosition.Columns - width);
        return new GridPosition(x, Math.Clamp(place.Integer("y"), 0, 1_000_000), width, Math.Clamp(place.Integer("h", DefaultHeight), 1, MaxHeight));
    }

    private List<PanelTarget> Targets(JsonFields panel)
    {
        var targets = new List<PanelTarget>();
        foreach (JsonFields target in panel.Items("targets"))
        {
            if (targets.Count == MaxTargets)
            {
                notices.Add(panel.Path + ".targets", string.Create(CultureInfo.InvariantCulture, $"more than {MaxTargets} queries; the rest is left out"));
                break;
            }

            targets.Add(Target(target, targets.Count));
        }

        return targets;
    }

    private static PanelTarget Target(JsonFields target, int index)
    {
        bool isInstant = target.Flag("instant");
        JsonElement range = target["range"];
        return new PanelTarget
        {
            RefId = target.Text("refId") is { Length: > 0 } refId ? refId : index < 26 ? ((char)('A' + index)).ToString() : string.Create(CultureInfo.InvariantCulture, $"Q{index}"),
            Expression = target.Text("expr").Trim(),
            LegendFormat = target.Text("legendFormat"),
            Format = target.Text("format") is { Length: > 0 } format ? format : "time_series",
            IsInstant = isInstant,
            IsRange = !isInstant || range.ValueKind == JsonValueKind.True,
            IsHidden = target.Flag("hide"),
            HasExemplars = target.Flag("exemplar"),
            Interval = target.Text("interval") is { Length: > 0 } interval ? interval : target.Integer("step") is > 0 and var step ? string.Create(CultureInfo.InvariantCulture, $"{step}s") : "",
            IntervalFactor = Math.Clamp(target.Integer("intervalFactor", 1), 1, 1000),
            DataSource = DataSourceReader.Read(target),
            SourcePanel = (long)(target.Number("panelId") ?? 0),
        };
    }

    private static FieldOverride Override(JsonFields one) => new(
        Matcher(one.Object("matcher")),
        [.. one.Items("properties").Select(static property => KeyValuePair.Create(property.Text("id"), property["value"]))]);

    private static FieldMatcher Matcher(JsonFields matcher) => new(matcher.Text("id"), matcher["options"]);

    private static Transformation Transformation(JsonFields one) => new(
        one.Text("id"),
        one.Object("options").Element,
        one.Object("filter") is { IsObject: true } filter && filter.Text("id").Length > 0 ? Matcher(filter) : null);
}
