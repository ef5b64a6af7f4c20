using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Vigia.Instrumentation.Health;
using Vigia.Instrumentation.Metrics;
using Xunit;

namespace Vigia.Instrumentation.Tests.Health;

public sealed partial class HealthEndpointTests
{
    private static readonly HealthCheckResult RedisFound = HealthCheckResult.Healthy(data: new Dictionary<string, object>
    {
        ["ping"] = ProbeReading.Healthy(0.4, "ms"),
        ["memory"] = ProbeReading.Degraded("95% used", 95L, "percent"),
    });

    [Fact]
    public async Task Health_NothingConfigured_IsTheGuidesObjectToTheLetter()
    {
        await using InstrumentedServer server = await InstrumentedServer.StartAsync();
        using HttpResponseMessage answer = await server.Client.GetAsync("/health", TestContext.Current.CancellationToken);
        string body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.True(answer.Headers.CacheControl?.NoStore);
        Match match = GuideObject().Match(body);
        Assert.True(match.Success, body);
        Assert.Equal("not configured", match.Groups["redis"].Value);
    }

    [Theory]
    [InlineData(HealthStatus.Healthy, false, "healthy", "healthy", HttpStatusCode.OK)]
    [InlineData(HealthStatus.Degraded, false, "degraded", "degraded", HttpStatusCode.OK)]
    [InlineData(HealthStatus.Unhealthy, false, "unhealthy", "unhealthy", HttpStatusCode.ServiceUnavailable)]
    [InlineData(HealthStatus.Unhealthy, true, "unhealthy", "degraded", HttpStatusCode.OK)]
    public async Task Health_OneDependency_DecidesStatusAndCode(
        HealthStatus found, bool optional, string service, string overall, HttpStatusCode code)
    {
        ScriptedCheck check = ScriptedCheck.Answering(new HealthCheckResult(found, "because"));
        await using InstrumentedServer server = await InstrumentedServer.StartAsync(
            services: services => services.AddHealthChecks().AddCheck("redis", check, tags: optional ? [HealthTags.Optional] : []));
        await server.Transitions.WaitForAsync("redis", service);

        using HttpResponseMessage answer = await server.Client.GetAsync("/health", TestContext.Current.CancellationToken);
        JsonElement body = await ReadAsync(answer);
        Assert.Equal(code, answer.StatusCode);
        Assert.Equal(overall, body.GetProperty("status").GetString());
        Assert.Equal(service, body.GetProperty("services").GetProperty("redis").GetString());
        Assert.Equal("not configured", body.GetProperty("services").GetProperty("kafka").GetString());

        double gauge = found == HealthStatus.Healthy ? 1 : found == HealthStatus.Degraded ? 0.5 : 0;
        MetricRegistry registry = server.Services.GetRequiredService<MetricRegistry>();
        Assert.Equal(gauge, registry.CreateGauge("health_check_status", "", ["check"]).WithLabels("redis").Value);
    }

    [Fact]
    public async Task Metrics_OfEachProbe_FollowTheCheckAlsoWhereItThrows()
    {
        ScriptedCheck check = ScriptedCheck.Answering(RedisFound);
        await using InstrumentedServer server = await InstrumentedServer.StartAsync(
            services: services => services.AddHealthChecks().AddCheck("redis", check));
        await server.Transitions.WaitForAsync("redis", "healthy");
        MetricFamily<Gauge> status = server.Services.GetRequiredService<MetricRegistry>().CreateGauge("health_probe_status", "", ["check", "probe"]);
        Assert.Equal((1, 0.5), (status.WithLabels("redis", "ping").Value, status.WithLabels("redis", "memory").Value));
        string metrics = await server.Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.Contains("health_probe_duration_seconds{check=\"redis\",probe=\"ping\"} ", metrics, StringComparison.Ordinal);

        HealthBoard board = server.Services.GetRequiredService<HealthBoard>();
        board.Record(0, HealthCheckResult.Unhealthy("Timed out."), DateTimeOffset.UnixEpoch, TimeSpan.Zero);
        Assert.Equal((0, 0), (status.WithLabels("redis", "ping").Value, status.WithLabels("redis", "memory").Value));
    }

    [Fact]
    public async Task Health_FurtherDependency_StandsAfterTheGuidesThree()
    {
        await using InstrumentedServer server = await InstrumentedServer.StartAsync(
            services: services => services.AddHealthChecks().AddCheck("disk", new ScriptedCheck()).AddCheck("kafka", new ScriptedCheck()));
        JsonElement body = await ReadAsync(await server.Client.GetAsync("/health", TestContext.Current.CancellationToken));
        Assert.Equal(["redis", "kafka", "database", "disk"], body.GetProperty("services").EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task Health_CheckHangs_IsAnsweredFromTheLastResult()
    {
        var check = new ScriptedCheck();
        await using InstrumentedServer server = await InstrumentedServer.StartAsync(
            services: services => services.AddHealthChecks().AddCheck("redis", check));
        await server.Transitions.WaitForAsync("redis", "healthy");

        var hanging = new TaskCompletionSource();
        var release = new TaskCompletionSource<HealthCheckResult>();
        check.Answer = _ =>
        {
            hanging.TrySetResult();
            return release.Task;
        };
        await hanging.Task.WaitAsync(TestContext.Current.CancellationToken);

        JsonElement body = await ReadAsync(await server.Client.GetAsync("/health", TestContext.Current.CancellationToken));
        Assert.Equal("healthy", body.GetProperty("services").GetProperty("redis").GetString());
        release.SetResult(HealthCheckResult.Unhealthy("gone"));
        await server.Transitions.WaitForAsync("redis", "unhealthy");
    }

    [Theory]
    [InlineData("true", new[] { "redis", "kafka", "database" })]
    [InlineData("redis", new[] { "redis" })]
    [InlineData("kafka,redis", new[] { "kafka", "redis" })]
    public async Task Details_Wanted_ShowEachProbeWithItsPast(string details, string[] shown)
    {
        await using InstrumentedServer server = await InstrumentedServer.StartAsync(
            services: services => services.AddHealthChecks().AddCheck("redis", ScriptedCheck.Answering(RedisFound)));
        await server.Transitions.WaitForAsync("redis", "healthy");

        JsonElement body = await ReadAsync(await server.Client.GetAsync("/health?details=" + details, TestContext.Current.CancellationToken));
        JsonElement all = body.GetProperty("details");
        Assert.Equal(shown, all.EnumerateObject().Select(p => p.Name));
        if (all.TryGetProperty("kafka", out JsonElement kafka))
        {
            Assert.Equal("not configured", kafka.GetProperty("status").GetString());
        }

        JsonElement redis = all.GetProperty("redis");
        Assert.Equal("healthy", redis.GetProperty("status").GetString());
        Assert.NotEqual(0, redis.GetProperty("history").GetArrayLength());
        JsonElement memory = redis.GetProperty("checks").GetProperty("memory");
        Assert.Equal(95, memory.GetProperty("value").GetInt64());
        Assert.Equal("percent", memory.GetProperty("unit").GetString());
        Assert.Equal("degraded", memory.GetProperty("status").GetString());
        Assert.Equal("95% used", memory.GetProperty("last_error").GetString());
        Assert.True(memory.GetProperty("since").GetDateTimeOffset() <= memory.GetProperty("last_error_at").GetDateTimeOffset());
        Assert.Equal(0.4, redis.GetProperty("checks").GetProperty("ping").GetProperty("value").GetDouble());
    }

    [Fact]
    public async Task Details_OfUnknownDependency_AreRefusedWithTheKnownOnes()
    {
        await using InstrumentedServer server = await InstrumentedServer.StartAsync();
        using HttpResponseMessage answer = await server.Client.GetAsync("/health?details=mongo", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("redis, kafka, database", (await ReadAsync(answer)).GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/health+json", true)]
    [InlineData("application/json;q=0.5, application/health+json", true)]
    [InlineData("application/json, application/health+json;q=0.5", false)]
    [InlineData("application/health+json;q=0", false)]
    [InlineData("*/*", false)]
    [InlineData("text/html;;;===", false)]
    public async Task Health_ByAccept_IsTheDraftsObject(string accept, bool draft)
    {
        await using InstrumentedServer server = await InstrumentedServer.StartAsync(
            services: services => services.AddHealthChecks().AddCheck("redis", ScriptedCheck.Answering(RedisFound), tags: [HealthTags.Datastore]));
        await server.Transitions.WaitForAsync("redis", "healthy");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using HttpResponseMessage answer = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        JsonElement body = await ReadAsync(answer);

        Assert.Equal(draft ? "application/health+json" : "application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(draft ? "pass" : "healthy", body.GetProperty("status").GetString());
        if (draft)
        {
            Assert.Equal("1", body.GetProperty("version").GetString());
            Assert.Equal("1.0.0", body.GetProperty("releaseId").GetString());
            Assert.Equal("integracao", body.GetProperty("serviceId").GetString());
            JsonElement memory = body.GetProperty("checks").GetProperty("redis:memory")[0];
            Assert.Equal("datastore", memory.GetProperty("componentType").GetString());
            Assert.Equal(95, memory.GetProperty("observedValue").GetInt64());
            Assert.Equal("percent", memory.GetProperty("observedUnit").GetString());
            Assert.Equal("warn", memory.GetProperty("status").GetString());
            Assert.Equal("95% used", memory.GetProperty("output").GetString());
            Assert.EndsWith("Z", memory.GetProperty("time").GetString(), StringComparison.Ordinal);
            Assert.False(body.GetProperty("checks").GetProperty("redis:ping")[0].TryGetProperty("output", out _));
        }
    }

    [Theory]
    [InlineData("X-Test-Remote", "192.0.2.7")]
    [InlineData("X-Test-Remote", "2001:db8::7")]
    [InlineData("X-Forwarded-For", "192.0.2.7")]
    [InlineData("Forwarded", "for=192.0.2.7")]
    public async Task Health_RemoteCaller_IsAnsweredOnlyWhereAllowed(string header, string value)
    {
        foreach (bool allowed in new[] { false, true })
        {
            await using InstrumentedServer server = await InstrumentedServer.StartAsync(options => options.Health.AllowRemote = allowed);
            server.Client.DefaultRequestHeaders.Add(header, value);
            foreach (string path in new[] { "/health", "/health/live", "/health/startup" })
            {
                using HttpResponseMessage answer = await server.Client.GetAsync(path, TestContext.Current.CancellationToken);
                Assert.Equal(allowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, answer.StatusCode);
            }

            using HttpResponseMessage details = await server.Client.GetAsync("/health?details=true", TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Forbidden, details.StatusCode);
        }
    }

    [Fact]
    public async Task Details_RemoteCaller_AreShownWhereTheRuleSaysSo()
    {
        await using InstrumentedServer server = await InstrumentedServer.StartAsync(options =>
        {
            options.Health.AllowRemote = true;
            options.Health.AllowDetails(context => context.Request.Headers.Authorization == "Bearer right");
        });
        server.Client.DefaultRequestHeaders.Add("X-Test-Remote", "192.0.2.7");
        server.Client.DefaultRequestHeaders.Accept.ParseAdd("application/health+json");
        Assert.False((await ReadAsync(await server.Client.GetAsync("/health", TestContext.Current.CancellationToken))).TryGetProperty("checks", out _));
        server.Client.DefaultRequestHeaders.Authorization = new("Bearer", "right");
        Assert.True((await ReadAsync(await server.Client.GetAsync("/health", TestContext.Current.CancellationToken))).TryGetProperty("checks", out _));
    }

    [Fact]
    public async Task Health_Head_HasNoBody()
    {
        await using InstrumentedServer server = await InstrumentedServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Head, "/health");
        using HttpResponseMessage answer = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Start_TwoChecksOfOneName_IsRefused()
    {
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => InstrumentedServer.StartAsync(
            services: services => services.AddHealthChecks().AddCheck("redis", new ScriptedCheck()).AddCheck("redis", new ScriptedCheck())));
        Assert.Contains("'redis'", error.Message, StringComparison.Ordinal);
    }

    internal static async Task<JsonElement> ReadAsync(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).RootElement;

    [GeneratedRegex("""^\{"status":"healthy","timestamp":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z","version":"1\.0\.0","services":\{"redis":"(?<redis>[^"]+)","kafka":"not configured","database":"not configured"\}\}$""")]
    private static partial Regex GuideObject();
}
