using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Vigia.Integration.Delivery;
using Vigia.Integration.Delivery.Http;
using Vigia.Integration.Tests.Processing;
using Vigia.Model.Messages;
using Vigia.Model.Processing;
using Vigia.Testing;
using Xunit;

namespace Vigia.Integration.Tests.Delivery;

public sealed class HttpDestinationTests
{
    [Theory]
    [InlineData(400, false)]
    [InlineData(401, false)]
    [InlineData(404, false)]
    [InlineData(409, false)]
    [InlineData(302, false)]
    [InlineData(408, true)]
    [InlineData(425, true)]
    [InlineData(429, true)]
    [InlineData(500, true)]
    [InlineData(503, true)]
    public async Task Deliver_Status_IsTransientOrPermanent(int status, bool transient)
    {
        await using DestinationServer server = await DestinationServer.StartAsync();
        server.Answer = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        };
        await using ProcessingRig rig = await StartAsync($"{server.Url}/");
        var error = await Assert.ThrowsAsync<ProcessingException>(() => Send(rig));
        Assert.Equal($"delivery_http_{status}", error.ErrorType);
        Assert.Equal(transient, error.IsTransient);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("7")]
    [InlineData(null)]
    public async Task Deliver_RetryAfter_IsPassedOn(string? seconds)
    {
        await using DestinationServer server = await DestinationServer.StartAsync();
        server.Answer = context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = seconds ?? DateTimeOffset.UnixEpoch.AddYears(200).ToString("R");
            return Task.CompletedTask;
        };
        await using ProcessingRig rig = await StartAsync($"{server.Url}/");
        var error = await Assert.ThrowsAsync<ProcessingException>(() => Send(rig));
        Assert.True(seconds is null ? error.RetryAfter > TimeSpan.FromDays(365) : error.RetryAfter == TimeSpan.FromSeconds(7));
    }

    [Fact]
    public async Task Deliver_NobodyListens_IsTransient()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        await using ProcessingRig rig = await StartAsync($"http://127.0.0.1:{port}/");
        var error = await Assert.ThrowsAsync<ProcessingException>(() => Send(rig));
        Assert.Equal(("delivery_network", true), (error.ErrorType, error.IsTransient));
    }

    [Fact]
    public async Task Deliver_NoAnswerInTime_IsTransient()
    {
        await using DestinationServer server = await DestinationServer.StartAsync();
        server.Answer = static context => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        await using ProcessingRig rig = await StartAsync($"{server.Url}/", """ "Timeout":"00:00:00.05" """);
        var error = await Assert.ThrowsAsync<ProcessingException>(() => Send(rig));
        Assert.Equal(("delivery_timeout", true), (error.ErrorType, error.IsTransient));
    }

    [Fact]
    public async Task Deliver_HugeErrorAnswer_IsCutAndItsEchoOfSecretsMasked()
    {
        await using DestinationServer server = await DestinationServer.StartAsync();
        server.Answer = async context =>
        {
            context.Response.StatusCode = 500;
            await context.Response.WriteAsync($"you sent {context.Request.Headers.Authorization}\n");
            string line = new('x', 10_000);
            for (int i = 0; i < 1000 && !context.RequestAborted.IsCancellationRequested; i++)
            {
                await context.Response.WriteAsync(line);
            }
        };
        await using ProcessingRig rig = await StartAsync($"{server.Url}/", """ "Headers":{"Authorization":"Bearer s3cr3t-value"} """);
        var error = await Assert.ThrowsAsync<ProcessingException>(() => Send(rig));
        Assert.Equal("Bearer s3cr3t-value", Assert.Single(server.Requests).Headers["Authorization"]);
        Assert.StartsWith("HTTP 500: you sent ***", error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Message.Length, 20, 300);
    }

    [Fact]
    public async Task Deliver_ExpressionsInUrl_AreFilledInAndEscaped()
    {
        await using DestinationServer server = await DestinationServer.StartAsync();
        await using ProcessingRig rig = await StartAsync($"{server.Url}/orders/{{{{ message.id }}}}?name={{{{ $.name }}}}", """ "Method":"PUT" """);
        await Send(rig, Samples.Message("a:b", """{"name":"A&B/ção ?"}"""));
        DestinationServer.Received request = Assert.Single(server.Requests);
        Assert.Equal("PUT", request.Method);
        Assert.Equal("/orders/a%3Ab?name=A%26B%2F%C3%A7%C3%A3o%20%3F", request.Target);
    }

    [Fact]
    public async Task Deliver_IdWouldClimbThePath_IsRefused()
    {
        await using DestinationServer server = await DestinationServer.StartAsync();
        await using ProcessingRig rig = await StartAsync($"{server.Url}/orders/{{{{ message.id }}}}/x");
        var error = await Assert.ThrowsAsync<ProcessingException>(() => Send(rig, Samples.Message("..")));
        Assert.Equal(("delivery_url", false), (error.ErrorType, error.IsTransient));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Deliver_NoSpanIsRecorded_PassesTheSendersContextOn()
    {
        await using DestinationServer server = await DestinationServer.StartAsync();
        var errors = new List<string>();
        using HttpDestination destination = HttpDestinationBuilder.Build(
            "here", new DestinationOptions { Url = server.Url }, static file => file, 1, TimeProvider.System, errors)!;
        System.Diagnostics.Activity.Current = null;
        const string traceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";
        await destination.DeliverAsync(Samples.Message() with { TraceParent = traceParent, TraceState = "a=b" }, CancellationToken.None);
        DestinationServer.Received request = Assert.Single(server.Requests);
        Assert.Equal((traceParent, "a=b"), (request.Headers["traceparent"], request.Headers["tracestate"]));
    }

    [Fact]
    public async Task Deliver_OwnAuthority_TrustsItAndNoOther()
    {
        using var folder = new TemporaryDirectory();
        using X509Certificate2 certificate = Certificate();
        using X509Certificate2 other = Certificate();
        await File.WriteAllTextAsync(folder["ca.pem"], certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(folder["other.pem"], other.ExportCertificatePem());
        await using DestinationServer server = await DestinationServer.StartAsync(listen => listen.UseHttps(certificate));
        string url = server.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

        await using ProcessingRig trusted = await StartAsync($"{url}/", $""" "CaFile":"{folder["ca.pem"]}" """);
        await Send(trusted);
        Assert.Single(server.Requests);

        await using ProcessingRig distrusted = await StartAsync($"{url}/", $""" "CaFile":"{folder["other.pem"]}" """);
        Assert.Equal("delivery_tls", (await Assert.ThrowsAsync<ProcessingException>(() => Send(distrusted))).ErrorType);
        Assert.Single(server.Requests);
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    private static async Task<ProcessingRig> StartAsync(string url, string more = """ "Method":"POST" """)
    {
        var rig = new ProcessingRig(Settings.Json($$$$"""
            {"Processing":{"Routes":[{"Name":"r","Match":{"Type":"none"},"Destinations":[{"Kind":"http","Name":"api","Url":"{{{{url}}}}", {{{{more}}}} }]}]}}
            """));
        await rig.StartAsync();
        return rig;
    }

    private static async Task Send(ProcessingRig rig, Message? message = null) =>
        await rig.Routes.Current.Routes[0].Destinations[0].DeliverAsync(message ?? Samples.Message(), CancellationToken.None);
}
