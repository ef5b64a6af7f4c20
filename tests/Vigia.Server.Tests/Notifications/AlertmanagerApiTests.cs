using System.Net;
using System.Text;
using System.Text.Json;
using Vigia.Testing;
using Vigia.Testing.Notifications;
using Xunit;

namespace Vigia.Server.Tests.Notifications;

/// <summary>Alertmanager's API v2 where it refuses, and what runs beside it.</summary>
public sealed class AlertmanagerApiTests
{
    [Theory]
    [InlineData("POST", "api/v1/alerts", "[]", 410, "API v1 is gone")]
    [InlineData("GET", "api/v1/silences", null, 410, "API v1 is gone")]
    [InlineData("POST", "api/v2/alerts", "{}", 400, "must be a list")]
    [InlineData("POST", "api/v2/alerts", "[{}]", 400, "at least one label pair required")]
    [InlineData("POST", "api/v2/alerts", """[{"labels":{"a":1}}]""", 400, "object of texts")]
    [InlineData("POST", "api/v2/alerts", """[{"labels":{"a":"b"},"startsAt":"2026-01-02T00:00:00Z","endsAt":"2026-01-01T00:00:00Z"}]""", 400, "start time must be before end time")]
    [InlineData("POST", "api/v2/alerts", """[{"labels":{"a":"b"},"startsAt":"yesterday"}]""", 400, "RFC 3339")]
    [InlineData("GET", "api/v2/alerts?filter=a", null, 400, "bad matcher format")]
    [InlineData("GET", "api/v2/alerts?active=maybe", null, 400, "must be of type boolean")]
    [InlineData("GET", "api/v2/alerts?receiver=(", null, 400, "receiver")]
    [InlineData("GET", "api/v2/silence/9f2b7f5e-0000-4000-8000-000000000000", null, 404, "silence not found")]
    [InlineData("DELETE", "api/v2/silence/9f2b7f5e-0000-4000-8000-000000000000", null, 404, "silence not found")]
    [InlineData("POST", "api/v2/silences", """{"matchers":[],"startsAt":"2090-01-01T00:00:00Z","endsAt":"2090-01-02T00:00:00Z","createdBy":"a","comment":"c"}""", 400, "at least one matcher required")]
    [InlineData("POST", "api/v2/silences", """{"matchers":[{"name":"a","value":".*","isRegex":true}],"startsAt":"2090-01-01T00:00:00Z","endsAt":"2090-01-02T00:00:00Z","createdBy":"a","comment":"c"}""", 400, "must not match the empty string")]
    [InlineData("POST", "api/v2/silences", """{"matchers":[{"name":"a","value":"b","isRegex":false}],"startsAt":"2090-01-02T00:00:00Z","endsAt":"2090-01-01T00:00:00Z","createdBy":"a","comment":"c"}""", 400, "start time must be before end time")]
    [InlineData("POST", "api/v2/silences", """{"matchers":[{"name":"a","value":"(","isRegex":true}],"startsAt":"2090-01-01T00:00:00Z","endsAt":"2090-01-02T00:00:00Z","createdBy":"a","comment":"c"}""", 400, "")]
    [InlineData("GET", "ui/api/alerts/explain?labels=a", null, 400, "bad matcher format")]
    [InlineData("GET", "ui/api/alerts/history?kind=none", null, 400, "is none of")]
    [InlineData("POST", "ui/api/alerts/receivers/nobody-there/test", "", 404, "there is no receiver")]
    public async Task Request_Wrong_IsRefusedWithAReason(string method, string path, string? body, int status, string reason)
    {
        await using MonitorFixture monitor = await MonitorFixture.StartAsync();
        using HttpClient client = Client(monitor);
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        using HttpResponseMessage answer = await client.SendAsync(request);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.Equal((HttpStatusCode)status, answer.StatusCode);
        Assert.Contains(reason, JsonElement.Parse(text).GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PostAlerts_SomeWrong_TakesTheOthers()
    {
        await using MonitorFixture monitor = await MonitorFixture.StartAsync();
        using HttpClient client = Client(monitor);
        using HttpResponseMessage answer = await client.PostAsync(
            new Uri("api/v2/alerts", UriKind.Relative), new StringContent("""[{"labels":{"alertname":"A"}},{"labels":{}}]""", Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        using JsonDocument alerts = JsonDocument.Parse(await client.GetStringAsync(new Uri("api/v2/alerts", UriKind.Relative)));
        JsonElement alert = Assert.Single(alerts.RootElement.EnumerateArray());

        // Without an end it is taken as resolved after resolve_timeout.
        Assert.Equal(TimeSpan.FromMinutes(5), alert.GetProperty("endsAt").GetDateTimeOffset() - alert.GetProperty("updatedAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task Service_Runs_BeatsAndTakesAChangedFileAndStops()
    {
        await using HttpReceiver receiver = await HttpReceiver.StartAsync();
        await using HttpReceiver heart = await HttpReceiver.StartAsync();
        using var folder = new TemporaryDirectory();
        await File.WriteAllTextAsync(folder["alertmanager.yml"], "route: { receiver: r, group_wait: 0s }\nreceivers: [{ name: r }]\n");
        await File.WriteAllTextAsync(folder["notify.yml"], $"heartbeat: {{ url: {heart.Address}beat, interval: 1s }}\n");
        await using MonitorFixture monitor = await MonitorFixture.StartAsync(data: folder);
        Assert.Equal("/beat", (await heart.NextAsync()).Path);
        using HttpClient client = Client(monitor);
        using HttpResponseMessage taken = await client.PostAsync(
            new Uri("api/v2/alerts", UriKind.Relative), new StringContent("""[{"labels":{"alertname":"A"}}]""", Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);

        // The receiver gets an address while the alert fires: then it is told.
        await File.WriteAllTextAsync(folder["alertmanager.yml"], $"route: {{ receiver: r, group_wait: 0s }}\nreceivers: [{{ name: r, webhook_configs: [{{ url: {receiver.Address}hook }}] }}]\n");
        Assert.Equal("A", (await receiver.NextAsync()).Json.GetProperty("commonLabels").GetProperty("alertname").GetString());
    }

    private static HttpClient Client(MonitorFixture monitor)
    {
        var client = new HttpClient { BaseAddress = monitor.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", monitor.AdminToken);
        return client;
    }
}
