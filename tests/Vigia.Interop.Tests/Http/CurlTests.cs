using System.Globalization;
using System.Text;
using System.Text.Json;
using Vigia.Testing;
using Vigia.Testing.Listeners;
using Xunit;

namespace Vigia.Interop.Tests.Http;

/// <summary>The HTTP listener as curl meets it.</summary>
public sealed class CurlTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private ListenerHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await ListenerHost.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Post_OneMessage_IsAccepted()
    {
        Answer answer = await CurlAsync(
            "-H", "Content-Type: application/json", "-H", "Idempotency-Key: pedido-7", "-d", """{"type":"order.created","payload":{"n":1}}""");

        Assert.Equal(202, answer.Status);
        Assert.Equal("queued", answer.Json.GetProperty("status").GetString());
        Assert.Single(_host.Queue.Messages);
    }

    [Fact]
    public async Task Post_FileOfLines_IsABatch()
    {
        string path = _directory["messages.ndjson"];
        await File.WriteAllLinesAsync(
            path, Enumerable.Range(0, 500).Select(i => string.Create(CultureInfo.InvariantCulture, $$"""{"type":"t","payload":{{i}}}""")),
            TestContext.Current.CancellationToken);
        Answer answer = await CurlAsync("-H", "Content-Type: application/x-ndjson", "--data-binary", $"@{path}");

        Assert.Equal(202, answer.Status);
        Assert.Equal(500, answer.Json.GetProperty("accepted").GetInt32());
        Assert.Equal("499", Encoding.UTF8.GetString(_host.Queue.Messages[499].Message.Payload.Span));
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked")]
    [InlineData("Expect: 100-continue")]
    public async Task Post_LargeMessage_IsAcceptedHoweverItIsFramed(string header)
    {
        string path = _directory["large.json"];
        await File.WriteAllTextAsync(
            path, $$"""{"type":"t","payload":"{{new string('x', 900_000)}}"}""", TestContext.Current.CancellationToken);
        Answer answer = await CurlAsync("-H", "Content-Type: application/json", "-H", header, "--data-binary", $"@{path}");

        Assert.Equal(202, answer.Status);
    }

    [Fact]
    public async Task Post_WithoutCredentials_Is401()
    {
        Answer answer = await RunAsync(["-H", "Content-Type: application/json", "-d", "{}"], secret: null);

        Assert.Equal(401, answer.Status);
    }

    [Theory]
    [InlineData("--http1.1")]
    [InlineData("--http2")]
    public async Task Post_OverTls_IsAcceptedByTheAuthority(string version)
    {
        using var certificates = new TestCertificates(_directory);
        (string certificate, string key) = certificates.Issue("server");
        await using ListenerHost host = await ListenerHost.StartAsync(
            [new("Listeners:http:Tls:CertificatePath", certificate), new("Listeners:http:Tls:KeyPath", key)]);
        Answer answer = await RunAsync(
            [version, "--cacert", certificates.AuthorityPath, "-H", "Content-Type: application/json", "-d", """{"type":"t","payload":1}"""],
            KnownCallers.Sender,
            host.Address);

        Assert.Equal(202, answer.Status);
        Assert.Single(host.Queue.Messages);
    }

    private Task<Answer> CurlAsync(params string[] arguments) => RunAsync(arguments, KnownCallers.Sender);

    private async Task<Answer> RunAsync(string[] arguments, string? secret, Uri? address = null)
    {
        string[] credentials = secret is null ? [] : ["-H", $"Authorization: Bearer {secret}"];
        ExternalResult result = await ExternalProcess.RunAsync(
            "curl",
            ["-sS", "--noproxy", "*", "-w", "\n%{http_code}", .. credentials, .. arguments, new Uri(address ?? _host.Address, "/api/v1/messages").ToString()],
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.ExitCode == 0, result.Error);
        string[] parts = result.Output.Split('\n');
        using JsonDocument document = JsonDocument.Parse(parts[0]);
        return new Answer(int.Parse(parts[^1], CultureInfo.InvariantCulture), document.RootElement.Clone());
    }

    private sealed record Answer(int Status, JsonElement Json);
}
