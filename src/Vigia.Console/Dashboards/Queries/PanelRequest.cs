using System.Text.Json;
using Vigia.Console.Dashboards.Model;
using Vigia.Console.Dashboards.Reading;

namespace Vigia.Console.Dashboards.Queries;

/// <summary>What the page asks for a panel, or for a dashboard's variables.</summary>
internal sealed record PanelRequest
{
    private const int MaxVariables = 500;

    /// <summary>The dashboard's uid; "" where <see cref="Definition"/> stands alone.</summary>
    public string Dashboard { get; init; } = "";

    public long Panel { get; init; }

    /// <summary>A panel that is in no dashboard; undefined where there is none.</summary>
    public JsonElement Definition { get; init; }

    /// <summary>Values of the variables that the panel is repeated by.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Repeat { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    public string From { get; init; } = "";

    public string To { get; init; } = "";

    public string TimeZone { get; init; } = "";

    /// <summary>Points across.</summary>
    public int MaxPoints { get; init; } = 700;

    public IReadOnlyDictionary<string, IReadOnlyList<string>> Variables { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    public IReadOnlyList<AdhocFilter> Adhoc { get; init; } = [];

    /// <summary>Whether a column of times may be null where it repeats the one before.</summary>
    public bool SharesTimes { get; init; }

    /// <summary>Who asks, for the query log.</summary>
    public string? User { get; init; }

    /// <summary>Reads a request.</summary>
    /// <exception cref="PanelRequestException">It is no request.</exception>
    public static PanelRequest Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw new PanelRequestException("The body must be a JSON object.");
        }

        var notices = new NoticeList();
        var fields = new JsonFields(body, "", notices);
        var request = new PanelRequest
        {
            Dashboard = fields.Text("dashboard"),
            Panel = fields.Number("panel") is { } panel and > 0 and < (1L << 53) ? (long)panel : 0,
            Definition = fields.Object("definition").Element,
            Repeat = Values(fields.Object("repeat")),
            From = fields.Text("from"),
            To = fields.Text("to"),
            TimeZone = fields.Text("timeZone"),
            MaxPoints = Math.Clamp(fields.Integer("maxPoints", 700), 1, Templating.QueryInterval.MaxPoints),
            SharesTimes = fields.Flag("sharesTimes"),
            Variables = Values(fields.Object("variables")),
            Adhoc = [.. fields.Items("adhoc").Select(static one => new AdhocFilter(one.Text("key"), one.Text("operator", "="), one.Text("value")))],
        };
        return notices.ToList() is [var first, ..] ? throw new PanelRequestException($"{first.Where}: {first.Text}.") : request;
    }

    private static Dictionary<string, IReadOnlyList<string>> Values(JsonFields fields)
    {
        var values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (fields.IsObject)
        {
            foreach (JsonProperty property in fields.Element.EnumerateObject().Take(MaxVariables))
            {
                values[property.Name] = fields.Texts(property.Name);
            }
        }

        return values;
    }
}
