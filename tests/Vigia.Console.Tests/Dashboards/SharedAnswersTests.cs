using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Vigia.Instrumentation.Metrics;
using Xunit;

namespace Vigia.Console.Tests.Dashboards;

public sealed class SharedAnswersTests
{
    private const string Question = """{"dashboard": "d", "panel": 1, "from": "now-6h", "to": "now", "maxPoints": 100}""";

    [Fact]
    public async Task Query_SameQuestion_IsEncodedOnce()
    {
        await using DashboardServer server = await DashboardServer.StartAsync();
        await SaveAsync(server, "vector(1)");
        string[] answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ => (await AskAsync(server, "identity")).Text));
        Assert.All(answers, answer => Assert.Equal(answers[0], answer));
        Assert.Equal(1, Counted(server, "evaluated"));
        Assert.Equal(49, Counted(server, "joined") + Counted(server, "cached"));
    }

    [Fact]
    public async Task Query_AfterAMoment_IsAnsweredAnew()
    {
        await using DashboardServer server = await DashboardServer.StartAsync();
        await SaveAsync(server, "vector(1)");
        await AskAsync(server, "identity");
        server.Time.Advance(TimeSpan.FromSeconds(2));
        await AskAsync(server, "identity");
        Assert.Equal((1, 1), (Counted(server, "evaluated"), Counted(server, "cached")));
        server.Time.Advance(TimeSpan.FromSeconds(1));
        await AskAsync(server, "identity");
        Assert.Equal(2, Counted(server, "evaluated"));
    }

    [Theory]
    [InlineData("gzip, br", "gzip")]
    [InlineData("gzip;q=0, br", null)]
    [InlineData("identity", null)]
    public async Task Query_Encoding_IsTheOneTaken(string accepted, string? encoding)
    {
        await using DashboardServer server = await DashboardServer.StartAsync();
        await SaveAsync(server, "vector(7)");
        (string text, string? used, string? vary) = await AskAsync(server, accepted);
        Assert.Equal(encoding, used);
        Assert.Equal("Accept-Encoding", vary);
        Assert.Equal(7, (int)JsonNode.Parse(text)!["frames"]![0]!["fields"]![1]!["values"]![0]!);
    }

    [Fact]
    public async Task Query_AfterADashboardIsSaved_ShowsTheNewPanel()
    {
        await using DashboardServer server = await DashboardServer.StartAsync();
        await SaveAsync(server, "vector(1)");
        await AskAsync(server, "identity");
        await SaveAsync(server, "vector(2)");
        (string text, _, _) = await AskAsync(server, "identity");
        Assert.Equal(2, (int)JsonNode.Parse(text)!["frames"]![0]!["fields"]![1]!["values"]![0]!);
    }

    [Fact]
    public async Task Query_SharingTimes_SaysThemOnce()
    {
        await using DashboardServer server = await DashboardServer.StartAsync();
        JsonNode answer = await server.PanelAsync("""{"type": "timeseries", "targets": [{"expr": "vector(1)"}, {"refId": "B", "expr": "vector(2)"}]}""", """, "sharesTimes": true""");
        Assert.Equal(241, answer["frames"]![0]!["fields"]![0]!["values"]!.AsArray().Count);
        Assert.Null(answer["frames"]![1]!["fields"]![0]!["values"]);
        Assert.Equal(241, answer["frames"]![1]!["fields"]![1]!["values"]!.AsArray().Count);
    }

    [Fact]
    public async Task Query_Refused_IsNotKept()
    {
        await using DashboardServer server = await DashboardServer.StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await server.PostAsync("ui/api/panels/query", Question)).StatusCode);
        await SaveAsync(server, "vector(1)");
        Assert.Contains("\"frames\":[{", (await AskAsync(server, "identity")).Text, StringComparison.Ordinal);
    }

    private static Task<JsonNode> SaveAsync(DashboardServer server, string expression) =>
        server.ImportAsync($$"""{"uid": "d", "title": "D", "panels": [{"id": 1, "type": "timeseries", "targets": [{"expr": "{{expression}}"}]}]}""");

    private static async Task<(string Text, string? Encoding, string? Vary)> AskAsync(DashboardServer server, string accepted)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("ui/api/panels/query", UriKind.Relative)) { Content = new StringContent(Question, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
        using HttpResponseMessage answer = await server.Client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        string? encoding = answer.Content.Headers.ContentEncoding.SingleOrDefault();
        Stream body = await answer.Content.ReadAsStreamAsync();
        await using Stream plain = encoding == "gzip" ? new GZipStream(body, CompressionMode.Decompress) : body;
        using var reader = new StreamReader(plain);
        return (await reader.ReadToEndAsync(), encoding, answer.Headers.Vary.SingleOrDefault());
    }

    private static double Counted(DashboardServer server, string answer) => server.Services.GetRequiredService<MetricRegistry>()
        .CreateCounter("vigia_dashboard_answers_total", "Answers of panels, by whether they were evaluated, joined one in flight, or were sent from memory.", ["answer"]).WithLabels(answer).Value;
}
