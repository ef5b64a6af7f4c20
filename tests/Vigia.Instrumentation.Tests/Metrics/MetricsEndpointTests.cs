using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Vigia.Instrumentation.Metrics;
using Xunit;

namespace Vigia.Instrumentation.Tests.Metrics;

public sealed class MetricsEndpointTests : IAsyncDisposable
{
    private InstrumentedServer? _server;

    private HttpClient Client => _server!.Client;

    private ServiceMetrics Metrics => _server!.Services.GetRequiredService<ServiceMetrics>();

    [Fact]
    public async Task Get_WithoutAccept_IsText004WithTheGuidesMetrics()
    {
        await StartAsync();
        using HttpResponseMessage answer = await Client.GetAsync("/metrics");
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Dictionary<string, ParsedFamily> parsed = ParsedExposition.Parse(await answer.Content.ReadAsStringAsync());
        string[] guide =
        [
            "messages_processed_total", "errors_total", "auth_attempts_total", "queue_size", "active_connections", "memory_usage_bytes",
            "message_processing_seconds", "request_latency_seconds", "request_size_bytes", "response_size_bytes",
        ];
        Assert.Empty(guide.Except(parsed.Keys));
    }

    [Fact]
    public async Task Get_AcceptOpenMetricsAndGzip_IsThat()
    {
        await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse("application/openmetrics-text;version=1.0.0"));
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        using HttpResponseMessage answer = await Client.SendAsync(request);
        Assert.Equal("application/openmetrics-text; version=1.0.0; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal(["gzip"], answer.Content.Headers.ContentEncoding);
        Assert.Contains("Accept-Encoding", answer.Headers.Vary);
        await using var plain = new GZipStream(await answer.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        using var reader = new StreamReader(plain, Encoding.UTF8);
        string text = await reader.ReadToEndAsync();
        Assert.EndsWith("# EOF\n", text, StringComparison.Ordinal);
        Assert.Contains("messages_processed", ParsedExposition.Parse(text).Keys);
    }

    [Fact]
    public async Task Head_Metrics_HasNoBody()
    {
        await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Head, "/metrics");
        using HttpResponseMessage answer = await Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("203.0.113.7", false, 403)]
    [InlineData("203.0.113.7", true, 200)]
    [InlineData("127.0.0.2", false, 200)]
    [InlineData("::1", false, 200)]
    [InlineData("::ffff:127.0.0.9", false, 200)]
    [InlineData("::ffff:203.0.113.7", false, 403)]
    public async Task Get_FromAnAddress_IsAnsweredToThisMachineOnlyUnlessAllowed(string address, bool allowRemote, int expected)
    {
        await StartAsync(options => options.AllowRemote = allowRemote);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.Add("X-Test-Remote", address);
        using HttpResponseMessage answer = await Client.SendAsync(request);
        Assert.Equal(expected, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Get_Resources_AreTrueAtTheScrape()
    {
        await StartAsync();
        Dictionary<string, ParsedFamily> parsed = await ScrapeAsync();
        double memory = parsed["memory_usage_bytes"].Samples[0].Value;
        Assert.InRange(memory, Environment.WorkingSet * 0.5, Environment.WorkingSet * 2.0);
        Assert.InRange(parsed["process_resident_memory_bytes"].Samples[0].Value, memory * 0.5, memory * 2);
        Assert.InRange(parsed["process_cpu_seconds_total"].Samples[0].Value, 0.01, Environment.CpuUsage.TotalTime.TotalSeconds + 1);
        Assert.InRange(parsed["process_open_fds"].Samples[0].Value, 3, parsed["process_max_fds"].Samples[0].Value);
        Assert.True(parsed["process_virtual_memory_bytes"].Samples[0].Value > memory);
        double age = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).TotalSeconds - parsed["process_start_time_seconds"].Samples[0].Value;
        Assert.InRange(age, 0, 3_600);
        Assert.Equal(Environment.ProcessorCount * 8, parsed["node_cpu_seconds_total"].Samples.Count);
        Assert.Contains(parsed["node_network_receive_bytes_total"].Samples, sample => sample.Labels["device"] == "lo" && sample.Value > 0);
        ParsedSample size = Assert.Single(parsed["node_filesystem_size_bytes"].Samples);
        Assert.Equal(size.Value, parsed["node_filesystem_free_bytes"].Samples[0].Value + parsed["node_filesystem_used_bytes"].Samples[0].Value);
        Assert.Equal(["device", "fstype", "mountpoint"], size.Labels.Keys);
        Assert.True(parsed["node_memory_MemTotal_bytes"].Samples[0].Value > parsed["node_memory_MemAvailable_bytes"].Samples[0].Value);
    }

    [Fact]
    public async Task Get_MemoryAfterAGrowth_HasGrown()
    {
        await StartAsync();
        double before = (await ScrapeAsync())["memory_usage_bytes"].Samples[0].Value;
        byte[] held = new byte[128 << 20];
        held.AsSpan().Fill(1);
        double after = (await ScrapeAsync())["memory_usage_bytes"].Samples[0].Value;
        Assert.True(after > before + (64 << 20), $"{before} → {after}");
        GC.KeepAlive(held);
    }

    [Fact]
    public async Task Get_AfterOtherRequests_HasTheMetersOfKestrelHttpClientAndTheRuntime()
    {
        await StartAsync();
        await ScrapeAsync();
        Dictionary<string, ParsedFamily> parsed = await ScrapeAsync();
        string[] expected =
        [
            "kestrel_active_connections", "http_server_request_duration_seconds", "http_client_request_duration_seconds",
            "dotnet_gc_collections_total", "dotnet_process_cpu_time_seconds_total",
        ];
        Assert.Empty(expected.Except(parsed.Keys));
    }

    [Fact]
    public async Task Request_EndpointAndSizes_AreObserved()
    {
        await StartAsync(map: app =>
        {
            app.MapPost("/echo/{name}", async (HttpContext context) =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                await context.Response.Body.WriteAsync(body.ToArray());
                await context.Response.BodyWriter.WriteAsync("0123456789"u8.ToArray());
            });
            app.MapGet("/throws", void () => throw new InvalidOperationException());
            app.MapGet("/events", async (HttpContext context) =>
            {
                context.Response.ContentType = "text/event-stream";
                await context.Response.WriteAsync("data: x\n\n");
            });
        });
        using var known = new ByteArrayContent(new byte[100]);
        await Client.PostAsync("/echo/a", known);
        using var chunked = new StreamContent(new UnseekableStream(new byte[50]));
        await Client.PostAsync("/echo/b", chunked);
        await Client.GetAsync("/nothing/here");
        await Client.GetAsync("/throws");
        await Client.GetAsync("/events");

        await Eventually(() => Metrics.RequestSize.Count == 5);
        Assert.Equal(2, Metrics.RequestLatency.WithLabels("/echo/{name}").Count);
        Assert.Equal(1, Metrics.RequestLatency.WithLabels("unmatched").Count);
        Assert.Equal(1, Metrics.RequestLatency.WithLabels("/throws").Count);
        Assert.Equal(0, Metrics.RequestLatency.WithLabels("/events").Count);
        Assert.Equal(150, Metrics.RequestSize.Sum);
        Assert.Equal(110 + 60 + "data: x\n\n".Length, Metrics.ResponseSize.Sum);
    }

    [Fact]
    public async Task Request_WhoseExceptionIsHandled_KeepsItsEndpoint()
    {
        await StartAsync(map: app =>
        {
            app.UseExceptionHandler(handler => handler.Run(context => context.Response.WriteAsync("sorry")));
            app.MapGet("/throws/{id}", void () => throw new InvalidOperationException());
        });
        await Client.GetAsync("/throws/7");
        await Eventually(() => Metrics.RequestSize.Count == 1);
        Assert.Equal(1, Metrics.RequestLatency.WithLabels("/throws/{id}").Count);
        Assert.Equal("sorry".Length, Metrics.ResponseSize.Sum);
    }

    [Fact]
    public async Task Request_ThatBecomesAWebSocket_HasNoLatency()
    {
        await StartAsync(map: app =>
        {
            app.UseWebSockets();
            app.MapGet("/ws", async (HttpContext context) =>
            {
                using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
                await socket.ReceiveAsync(new byte[16], context.RequestAborted);
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
            });
        });
        using var client = new ClientWebSocket();
        await client.ConnectAsync(new UriBuilder(Client.BaseAddress!) { Scheme = "ws", Path = "/ws" }.Uri, CancellationToken.None);
        await client.SendAsync("hi"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        await Eventually(() => Metrics.RequestSize.Count == 1);
        Assert.Equal(0, Metrics.RequestLatency.WithLabels("/ws").Count);
    }

    [Fact]
    public async Task Request_SwitchedOff_IsNotObserved()
    {
        await StartAsync(options => options.RequestMetrics = false);
        await ScrapeAsync();
        Assert.Empty((await ScrapeAsync())["request_latency_seconds"].Samples);
    }

    [Fact]
    public void Add_SettingsThatCannotBe_AreAllNamed()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Instrumentation:Metrics:Path"] = "metrics",
            ["Instrumentation:Metrics:MaxSeriesPerMetric"] = "0",
            ["Instrumentation:Metrics:MaxLabelValueLength"] = "5000",
            ["Instrumentation:Metrics:IncludeMeters:0"] = "a*b",
        });
        var refused = Assert.Throws<OptionsValidationException>(() => builder.AddVigiaInstrumentation());
        Assert.Equal(4, refused.Failures.Count());
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private static async Task Eventually(Func<bool> condition)
    {
        // A client has its answer a moment before the server's middleware returns.
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, deadline.Token);
        }
    }

    private async Task StartAsync(Action<MetricsOptions>? configure = null, Action<WebApplication>? map = null) =>
        _server = await InstrumentedServer.StartAsync(options => configure?.Invoke(options.Metrics), map: map);

    private async Task<Dictionary<string, ParsedFamily>> ScrapeAsync() =>
        ParsedExposition.Parse(await Client.GetStringAsync("/metrics"));

    private sealed class UnseekableStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
