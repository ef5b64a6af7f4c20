using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Vigia.Console.Dashboards.Library;
using Vigia.Console.Dashboards.Model;
using Vigia.Console.Dashboards.Queries;
using Vigia.Console.Dashboards.Reading;
using Vigia.Server.Access.Audit;
using Vigia.Server.QueryApi.Json;

namespace Vigia.Console.Dashboards.Endpoints;

/// <summary>The library of dashboards: list, export, import, delete, versions, restore.</summary>
internal sealed class LibraryEndpoints(DashboardLibrary library, DashboardChanges changes)
{
    public async Task ListAsync(HttpContext context)
    {
        ApiJson json = DashboardHandler.Begin(context);
        json.Raw("["u8);
        bool isFirst = true;
        foreach (DashboardEntry entry in library.All)
        {
            json.Comma(ref isFirst);
            WriteEntry(json, entry);
        }

        json.Raw("]"u8);
        await json.FlushAsync(context.RequestAborted);
    }

    public async Task ExportAsync(HttpContext context)
    {
        DashboardEntry entry = Find(context);
        context.Response.ContentType = "application/json";
        context.Response.Headers.ContentDisposition = $"inline; filename=\"{entry.Dashboard.Uid}.json\"";
        await context.Response.Body.WriteAsync(entry.Json, context.RequestAborted);
    }

    /// <summary>The body is a dashboard as Grafana exports it, or <c>{"dashboard": …, "inputs": {"DS_X": "…"}}</c>.</summary>
    public async Task ImportAsync(HttpContext context)
    {
        byte[] body = await DashboardHandler.ReadBytesAsync(context, DashboardReader.MaxBytes);
        DashboardEntry entry = await changes.ImportAsync(body, Inputs(body), Actor.Of(context), context.RequestAborted);
        ApiJson json = DashboardHandler.Begin(context);
        WriteEntry(json, entry);
        await json.FlushAsync(context.RequestAborted);
    }

    public async Task DeleteAsync(HttpContext context)
    {
        string uid = Uid(context);
        if (!await changes.DeleteAsync(uid, Actor.Of(context), context.RequestAborted))
        {
            throw library.Find(uid) is not null
                ? new PanelRequestException($"'{uid}' comes with the installation and cannot be deleted here; import another over it instead.", StatusCodes.Status409Conflict)
                : NotFound(uid);
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    public async Task VersionsAsync(HttpContext context)
    {
        IReadOnlyList<DashboardVersion> versions = library.Versions(Uid(context));
        ApiJson json = DashboardHandler.Begin(context);
        json.Raw("["u8);
        bool isFirst = true;
        foreach (DashboardVersion version in versions)
        {
            json.Comma(ref isFirst);
            json.Raw("{\"version\":"u8);
            json.Number((long)version.Number);
            json.Raw(",\"saved\":"u8);
            json.String(Time(version.Saved));
            json.Raw(",\"bytes\":"u8);
            json.Number(version.Bytes);
            json.Raw("}"u8);
        }

        json.Raw("]"u8);
        await json.FlushAsync(context.RequestAborted);
    }

    public async Task VersionAsync(HttpContext context)
    {
        string uid = Uid(context);
        int number = int.TryParse((string?)context.Request.RouteValues["version"], NumberStyles.None, CultureInfo.InvariantCulture, out int parsed) ? parsed : 0;
        byte[] json = library.Version(uid, number) ?? throw NotFound(uid, number);
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(json, context.RequestAborted);
    }

    /// <summary>The body is <c>{"version": 3}</c>; without one the newest version before the current one.</summary>
    public async Task RestoreAsync(HttpContext context)
    {
        string uid = Uid(context);
        byte[] body = await DashboardHandler.ReadBytesAsync(context, 1024);
        int number = 0;
        if (body.Length > 0)
        {
            using JsonDocument document = JsonDocument.Parse(body);
            number = new JsonFields(document.RootElement, "", new NoticeList()).Integer("version");
        }
        else if (library.Versions(uid) is [var newest, ..])
        {
            number = newest.Number;
        }

        DashboardEntry entry = await changes.RestoreAsync(uid, number, Actor.Of(context), context.RequestAborted) ?? throw NotFound(uid, number);
        ApiJson json = DashboardHandler.Begin(context);
        WriteEntry(json, entry);
        await json.FlushAsync(context.RequestAborted);
    }

    private DashboardEntry Find(HttpContext context)
    {
        string uid = Uid(context);
        return library.Find(uid) ?? throw NotFound(uid);
    }

    private static string Uid(HttpContext context) => (string?)context.Request.RouteValues["uid"] ?? "";

    private static PanelRequestException NotFound(string uid, int version = 0) => new(
        version > 0 ? string.Create(CultureInfo.InvariantCulture, $"There is no version {version} of '{uid}'.") : $"There is no dashboard '{uid}'.", StatusCodes.Status404NotFound);

    private static Dictionary<string, string> Inputs(byte[] body)
    {
        var inputs = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = DashboardReader.MaxDepth, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            JsonFields fields = new JsonFields(document.RootElement, "", new NoticeList()).Object("inputs");
            if (fields.IsObject)
            {
                foreach (JsonProperty answer in fields.Element.EnumerateObject())
                {
                    inputs[answer.Name] = fields.Text(answer.Name);
                }
            }
        }
        catch (JsonException)
        {
            // The dashboard's reader says what is wrong, and in which line.
        }

        return inputs;
    }

    private static void WriteEntry(ApiJson json, DashboardEntry entry)
    {
        Dashboard dashboard = entry.Dashboard;
        json.Raw("{\"uid\":"u8);
        json.String(dashboard.Uid);
        json.Raw(",\"title\":"u8);
        json.String(dashboard.Title);
        json.Raw(",\"tags\":"u8);
        json.Strings(dashboard.Tags);
        json.Raw(",\"folder\":"u8);
        json.String(entry.Folder);
        json.Raw(",\"provisioned\":"u8);
        json.Boolean(entry.IsProvisioned);
        json.Raw(",\"hidesProvisioned\":"u8);
        json.Boolean(entry.HidesProvisioned);
        json.Raw(",\"modified\":"u8);
        json.String(Time(entry.Modified));
        json.Raw(",\"notices\":"u8);
        json.Strings(dashboard.Notices.Select(static notice => notice.Where.Length > 0 ? $"{notice.Where}: {notice.Text}" : notice.Text));
        json.Raw("}"u8);
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
