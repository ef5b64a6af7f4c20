using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Vigia.Integration.Tests.Listeners.Http;

/// <summary>Requests and answers of <c>POST /api/v1/messages</c>.</summary>
internal static class HttpMessages
{
    public const string Path = "/api/v1/messages";
    public const string Order = """{"type":"order.created","payload":{"n":1}}""";

    public static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    public static StringContent Lines(string body) => new(body, Encoding.UTF8, new MediaTypeHeaderValue("application/x-ndjson"));

    public static ByteArrayContent Bytes(byte[] body, string contentType = "application/json")
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        return content;
    }

    public static async Task<JsonElement> ReadJsonAsync(this HttpResponseMessage response)
    {
        using JsonDocument document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
        return document.RootElement.Clone();
    }

    public static string Text(this JsonElement element, string property) => element.GetProperty(property).GetString()!;
}
