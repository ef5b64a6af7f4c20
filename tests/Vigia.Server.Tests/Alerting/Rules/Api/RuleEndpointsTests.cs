using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Vigia.Server.Alerting.Rules.Running;
using Vigia.Testing;
using Vigia.Testing.Listeners;
using Xunit;

namespace Vigia.Server.Tests.Alerting.Rules.Api;

/// <summary><c>/api/v1/rules</c> and <c>/api/v1/alerts</c> of a whole monitor.</summary>
public sealed class RuleEndpointsTests : IAsyncLifetime
{
    private const string Rules = """
        groups:
        - name: first
          interval: 10s
          limit: 7
          rules:
          - {record: 'job:x', expr: 'vector( 3 )', labels: {kind: r}}
          - {alert: Firing, expr: vector(1.5) > 1, labels: {severity: high}, annotations: {summary: 'is {{ $value }}'}}
          - {alert: Waiting, expr: vector(1), for: 1h, keep_firing_for: 5m}
        - name: second
          interval: 10s
          rules:
          - {alert: Broken, expr: '"text"'}
        - name: third
          interval: 10s
          rules:
          - {alert: Quiet, expr: vector(1) > 2, labels: {severity: low}}
        """;

    private readonly TemporaryDirectory _folder = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 2, 3, 0, 0, TimeSpan.Zero));
    private MonitorFixture _monitor = null!;
    private HttpClient _client = null!;

    private string RuleFile => _folder["rules.yml"];

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(RuleFile, Rules);
        _monitor = await MonitorFixture.StartAsync(time: _clock, config: "rule_files: [rules.yml]\n", data: _folder);
        _client = new HttpClient { BaseAddress = _monitor.Address };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _monitor.AdminToken);
        IRuleStatus status = _monitor.App.Services.GetRequiredService<IRuleStatus>();
        _clock.Advance(TimeSpan.FromSeconds(10));
        await Eventually.TrueAsync(() => status.Groups.All(static group => group.Timing.Count == 1));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _monitor.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<JsonElement> GetAsync(string query, HttpStatusCode status = HttpStatusCode.OK)
    {
        using HttpResponseMessage answer = await _client.GetAsync(new Uri("/api/v1/" + query, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(status, answer.StatusCode);
        return JsonDocument.Parse(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken)).RootElement;
    }

    private async Task<string> NamesAsync(string query) => string.Join("; ", (await GetAsync("rules" + query)).GetProperty("data").GetProperty("groups").EnumerateArray()
        .Select(static group => $"{group.GetProperty("name").GetString()}: {string.Join(", ", group.GetProperty("rules").EnumerateArray().Select(static rule => rule.GetProperty("name").GetString()))}"));

    [Fact]
    public async Task Rules_All_AreWrittenAsPrometheusDoes()
    {
        JsonElement group = (await GetAsync("rules")).GetProperty("data").GetProperty("groups")[0];
        Assert.Equal(["name", "file", "rules", "interval", "limit", "evaluationTime", "lastEvaluation"], group.EnumerateObject().Select(static field => field.Name));
        Assert.Equal(("first", RuleFile, 10, 7), (group.GetProperty("name").GetString(), group.GetProperty("file").GetString(), group.GetProperty("interval").GetInt32(), group.GetProperty("limit").GetInt32()));
        DateTimeOffset last = group.GetProperty("lastEvaluation").GetDateTimeOffset();
        JsonElement recording = group.GetProperty("rules")[0];
        Assert.Equal(["name", "query", "labels", "health", "evaluationTime", "lastEvaluation", "type"], recording.EnumerateObject().Select(static field => field.Name));
        Assert.Equal(("vector(3)", "ok", "recording"), (recording.GetProperty("query").GetString(), recording.GetProperty("health").GetString(), recording.GetProperty("type").GetString()));
        JsonElement firing = group.GetProperty("rules")[1];
        Assert.Equal(
            ["state", "name", "query", "duration", "keepFiringFor", "labels", "annotations", "alerts", "health", "evaluationTime", "lastEvaluation", "type"],
            firing.EnumerateObject().Select(static field => field.Name));
        JsonElement alert = Assert.Single(firing.GetProperty("alerts").EnumerateArray());
        Assert.Equal("""{"alertname":"Firing","severity":"high"}""", alert.GetProperty("labels").GetRawText());
        Assert.Equal("""{"summary":"is 1.5"}""", alert.GetProperty("annotations").GetRawText());
        Assert.Equal(("firing", "1.5e+00", last), (alert.GetProperty("state").GetString(), alert.GetProperty("value").GetString(), alert.GetProperty("activeAt").GetDateTimeOffset()));
        JsonElement waiting = group.GetProperty("rules")[2];
        Assert.Equal(("pending", 3600, 300), (waiting.GetProperty("state").GetString(), waiting.GetProperty("duration").GetInt32(), waiting.GetProperty("keepFiringFor").GetInt32()));
    }

    [Fact]
    public async Task Rules_RuleThatFails_SaysWhy()
    {
        JsonElement rule = (await GetAsync("rules?rule_name[]=Broken")).GetProperty("data").GetProperty("groups")[0].GetProperty("rules")[0];
        Assert.Equal(("err", "rule result is not a vector or scalar", "inactive"), (rule.GetProperty("health").GetString(), rule.GetProperty("lastError").GetString(), rule.GetProperty("state").GetString()));
    }

    [Theory]
    [InlineData("", "first: job:x, Firing, Waiting; second: Broken; third: Quiet")]
    [InlineData("?type=alert", "first: Firing, Waiting; second: Broken; third: Quiet")]
    [InlineData("?type=record", "first: job:x")]
    [InlineData("?rule_name[]=Quiet&rule_name[]=Firing", "first: Firing; third: Quiet")]
    [InlineData("?rule_group[]=second", "second: Broken")]
    [InlineData("?file[]=other.yml", "")]
    [InlineData("?match[]={severity=\"low\"}&match[]={kind=\"r\"}", "first: job:x; third: Quiet")]
    public async Task Rules_Filter_TakesThose(string query, string expected) => Assert.Equal(expected, await NamesAsync(query));

    [Fact]
    public async Task Rules_ExcludingAlerts_LeavesThemOut()
    {
        JsonElement rule = (await GetAsync("rules?rule_name[]=Firing&exclude_alerts=true")).GetProperty("data").GetProperty("groups")[0].GetProperty("rules")[0];
        Assert.False(rule.TryGetProperty("alerts", out _));
        Assert.Equal("firing", rule.GetProperty("state").GetString());
    }

    [Fact]
    public async Task Rules_InPages_ComeOnceEach()
    {
        var names = new List<string?>();
        string token = "";
        do
        {
            JsonElement data = (await GetAsync($"rules?group_limit=1{token}")).GetProperty("data");
            names.Add(Assert.Single(data.GetProperty("groups").EnumerateArray()).GetProperty("name").GetString());
            token = data.TryGetProperty("groupNextToken", out JsonElement next) ? "&group_next_token=" + next.GetString() : "";
        }
        while (token.Length > 0);
        Assert.Equal(["first", "second", "third"], names);
    }

    [Theory]
    [InlineData("type=x", "invalid parameter \"type\": not supported value \"x\"")]
    [InlineData("exclude_alerts=x", "invalid parameter \"exclude_alerts\": error converting exclude_alerts: \"x\" is neither true nor false")]
    [InlineData("group_limit=0", "invalid parameter \"group_limit\": group_limit needs to be greater than 0")]
    [InlineData("group_limit=x", "invalid parameter \"group_limit\": group_limit needs to be a valid number: strconv.ParseInt: parsing \"x\": invalid syntax")]
    [InlineData("group_next_token=x", "invalid parameter \"group_limit\": group_limit needs to be present in order to paginate over the groups")]
    [InlineData("group_limit=1&group_next_token=x", "invalid parameter \"group_next_token\": invalid group_next_token \"x\". were rule groups changed?")]
    public async Task Rules_WrongParameter_IsRefused(string query, string expected)
    {
        JsonElement answer = await GetAsync("rules?" + query, HttpStatusCode.BadRequest);
        Assert.Equal(("bad_data", expected), (answer.GetProperty("errorType").GetString(), answer.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task Alerts_All_AreThoseThatArePendingOrFiring()
    {
        JsonElement alerts = (await GetAsync("alerts")).GetProperty("data").GetProperty("alerts");
        Assert.Equal(["Firing firing", "Waiting pending"], alerts.EnumerateArray().Select(static alert => $"{alert.GetProperty("labels").GetProperty("alertname").GetString()} {alert.GetProperty("state").GetString()}"));
    }

    private async Task<JsonElement> PostAsync(string path, params (string Name, string Value)[] parameters)
    {
        using var content = new FormUrlEncodedContent(parameters.Select(static one => KeyValuePair.Create(one.Name, one.Value)));
        using HttpResponseMessage answer = await _client.PostAsync(new Uri("/api/v1/vigia/rules/" + path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonDocument.Parse(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("data");
    }

    [Fact]
    public async Task Rehearse_Draft_TellsWhenItWouldHaveFired()
    {
        JsonElement data = await PostAsync("rehearse", ("rules", "groups:\n- name: g\n  interval: 1m\n  rules:\n  - {alert: A, expr: hour() < 2, for: 5m}\n"), ("end", "2026-01-02T03:00:00Z"), ("since", "1d"));
        JsonElement rule = Assert.Single(data.GetProperty("rules").EnumerateArray());
        JsonElement episode = Assert.Single(rule.GetProperty("episodes").EnumerateArray());
        Assert.Equal((1, 1440, 1), (rule.GetProperty("firings").GetInt32(), rule.GetProperty("evaluations").GetInt32(), rule.GetProperty("notices")[0].GetProperty("resolved").GetInt32()));
        Assert.Equal("2026-01-02 00:05", episode.GetProperty("firedAt").GetDateTimeOffset().UtcDateTime.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal("2026-01-02 02:00", episode.GetProperty("resolvedAt").GetDateTimeOffset().UtcDateTime.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Rehearse_DraftThatIsRefused_NamesItsErrors()
    {
        JsonElement data = await PostAsync("rehearse", ("rules", "groups:\n- name: g\n  rules:\n  - {alert: A, expr: 'up ='}\n"), ("file", "mine.yml"));
        JsonElement issue = Assert.Single(data.GetProperty("issues").EnumerateArray());
        Assert.Equal((true, "mine.yml", 4, false), (data.GetProperty("refused").GetBoolean(), issue.GetProperty("file").GetString(), issue.GetProperty("line").GetInt32(), issue.GetProperty("warning").GetBoolean()));
        Assert.Empty(data.GetProperty("rules").EnumerateArray());
    }

    [Fact]
    public async Task Check_DraftThatCanNeverFire_SaysSo()
    {
        JsonElement data = await PostAsync("check", ("rules", "groups:\n- name: g\n  rules:\n  - {alert: A, expr: up > 1, for: 5m}\n"));
        Assert.Equal("never-true", Assert.Single(data.GetProperty("findings").EnumerateArray(), static finding => finding.GetProperty("code").GetString() != "unknown-metric").GetProperty("code").GetString());
    }
}
