using System.Globalization;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vigia.Console.Dashboards.Model;
using Vigia.Console.Dashboards.Reading.Migration;

namespace Vigia.Console.Dashboards.Reading;

/// <summary>
/// Reads Grafana's dashboard JSON: classic (schemaVersion 14 to 41 and what is near), the same within a resource
/// (<c>apiVersion: dashboard.grafana.app/v1…</c>), and within the answer of Grafana's API. A field of a wrong type is a notice; only what is no
/// dashboard, or passes a bound, is refused.
/// </summary>
internal static class DashboardReader
{
    /// <summary>Bytes of a file.</summary>
    public const int MaxBytes = 10 * 1024 * 1024;

    /// <summary>Panels of a dashboard, rows too.</summary>
    public const int MaxPanels = 1000;

    /// <summary>How deep the JSON may nest.</summary>
    public const int MaxDepth = 64;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads a dashboard.</summary>
    /// <param name="json">The file.</param>
    /// <param name="fallbackUid">The uid where the file has none; null makes one of the title.</param>
    /// <exception cref="DashboardFormatException">It is no dashboard, or passes a bound.</exception>
    public static Dashboard Read(ReadOnlyMemory<byte> json, string? fallbackUid = null)
    {
        if (json.Length > MaxBytes)
        {
            throw new DashboardFormatException(string.Create(CultureInfo.InvariantCulture, $"The file has {json.Length} bytes; a dashboard may have {MaxBytes}."));
        }

        JsonObject file = Parse(json);
        (JsonObject classic, string? name, string folder) = Unwrap(file);
        int panels = classic.Items("panels").Sum(static panel => 1 + panel.Items("panels").Count()) + classic.Items("rows").Sum(static row => 1 + row.Items("panels").Count());
        if (panels > MaxPanels)
        {
            throw new DashboardFormatException(string.Create(CultureInfo.InvariantCulture, $"The dashboard has {panels} panels; {MaxPanels} are allowed. Split it."));
        }

        DashboardMigration.Apply(classic);
        var notices = new NoticeList();
        var fields = new JsonFields(JsonSerializer.SerializeToElement(classic, DashboardJsonContext.Default.JsonObject), "", notices);
        return Build(fields, name, fallbackUid, folder, notices);
    }

    private static JsonObject Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            ReadOnlySpan<byte> text = json.Span;
            text = text.StartsWith("\uFEFF"u8) ? text[3..] : text;
            return JsonNode.Parse(text, nodeOptions: null, Strict) as JsonObject
                ?? throw new DashboardFormatException("The file holds no JSON object; a dashboard is one.", 1);
        }
        catch (JsonException exception)
        {
            long line = (exception.LineNumber ?? 0) + 1;
            throw new DashboardFormatException("The file is no JSON: " + exception.Message, line, exception);
        }
    }

    private static (JsonObject Classic, string? Name, string Folder) Unwrap(JsonObject file)
    {
        string folder = "";
        if (file.Text("apiVersion") is { } version && version.StartsWith("dashboard.grafana.app/", StringComparison.Ordinal))
        {
            if (file.Object("spec") is not { } spec || spec.Has("elements"))
            {
                throw new DashboardFormatException($"The file is a dashboard of {version}; only v1, whose spec is a classic dashboard, is read. Export it in the classic form.");
            }

            JsonObject? metadata = file.Object("metadata");
            folder = metadata.Object("annotations").Text("grafana.app/folder") ?? "";
            return (spec, metadata.Text("name"), folder);
        }

        if (file.Object("dashboard") is { } inner && !file.Has("panels") && !file.Has("rows"))
        {
            return (inner, null, file.Object("meta").Text("folderTitle") ?? "");
        }

        if (!file.Has("panels") && !file.Has("rows") && !file.Has("title"))
        {
            throw new DashboardFormatException("The file is no Grafana dashboard: it has neither title nor panels.");
        }

        return (file, null, folder);
    }

    private static Dashboard Build(JsonFields fields, string? name, string? fallbackUid, string folder, NoticeList notices)
    {
        string title = fields.Text("title", "Untitled");
        string uid = fields.Text("uid") is { Length: > 0 } own ? own : name ?? fallbackUid ?? MakeUid(title);
        if (!DashboardUid.IsValid(uid))
        {
            notices.Add("uid", $"'{uid}' is no usable uid (letters, digits, '-' and '_', at most {DashboardUid.MaxLength}); another was made of it");
            uid = MakeUid(uid);
        }

        JsonFields time = fields.Object("time");
        return new Dashboard
        {
            Uid = uid,
            Title = title,
            Description = fields.Text("description"),
            Tags = fields.Texts("tags"),
            Folder = folder,
            Panels = new PanelReader(notices).Read(fields),
            Variables = VariableReader.Read(fields.Object("templating")),
            Annotations = [.. fields.Object("annotations").Items("list").Select(ReadAnnotation)],
            Links = [.. fields.Items("links").Select(ReadLink)],
            Inputs = [.. fields.Items("__inputs").Select(ReadInput)],
            From = time.Text("from", "now-6h"),
            To = time.Text("to", "now"),
            Refresh = fields["refresh"].ValueKind == JsonValueKind.String ? fields.Text("refresh") : "",
            TimeZone = fields.Text("timezone") is { Length: > 0 } zone ? zone : "browser",
            GraphTooltip = Math.Clamp(fields.Integer("graphTooltip"), 0, 2),
            SchemaVersion = fields.Integer("schemaVersion"),
            Notices = notices.ToList(),
        };
    }

    private static DashboardLink ReadLink(JsonFields link) => new()
    {
        Title = link.Text("title"),
        Url = link.Text("url"),
        Tags = link.Texts("tags"),
        IsDashboards = link.Text("type") == "dashboards",
        KeepsTime = link.Flag("keepTime"),
        KeepsVariables = link.Flag("includeVars"),
        OpensNewTab = link.Flag("targetBlank"),
    };

    private static DashboardInput ReadInput(JsonFields input) =>
        new(input.Text("name"), input.Text("type"), input.Text("label"), input.Text("pluginId"), input.Text("value"));

    private static AnnotationQuery ReadAnnotation(JsonFields annotation)
    {
        JsonFields target = annotation.Object("target");
        return new AnnotationQuery
        {
            Name = annotation.Text("name"),
            IsEnabled = annotation.Flag("enable", absent: true),
            DataSource = DataSourceReader.Read(annotation),
            Expression = annotation.Text("expr") is { Length: > 0 } expression ? expression : target.Text("expr"),
            Step = annotation.Text("step"),
            TitleFormat = annotation.Text("titleFormat"),
            TextFormat = annotation.Text("textFormat"),
            TagKeys = annotation.Text("tagKeys"),
        };
    }

    /// <summary>The same title makes the same uid, so that a file without one keeps its address.</summary>
    private static string MakeUid(string text) => "v" + XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(text)).ToString("x16", CultureInfo.InvariantCulture);
}
