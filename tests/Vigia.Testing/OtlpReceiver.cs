using System.Buffers.Binary;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Vigia.Testing;

/// <summary>An OTLP collector's front door on a free loopback port: takes every export, by gRPC or by HTTP, and keeps it.</summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<OtlpExport> _exports = Channel.CreateUnbounded<OtlpExport>();

    private OtlpReceiver(WebApplication app) => _app = app;

    /// <summary>The base address for an exporter.</summary>
    public Uri Endpoint => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>What is answered over HTTP; over gRPC, anything but 200 becomes UNAVAILABLE.</summary>
    public int StatusCode { get; set; } = StatusCodes.Status200OK;

    /// <summary>Awaited before each answer.</summary>
    public Func<Task> Hold { get; set; } = () => Task.CompletedTask;

    /// <param name="grpc">Whether HTTP/2 without TLS is spoken, as gRPC wants it, or HTTP/1.1.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<OtlpReceiver> StartAsync(bool grpc, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(
            endpoint => endpoint.Protocols = grpc ? HttpProtocols.Http2 : HttpProtocols.Http1));

        // Under names of its own: the tests' services listen to the whole process and would trace their own exports.
        builder.Services.AddSingleton(new ActivitySource("Test.OtlpReceiver"));
        builder.Services.AddSingleton(new DiagnosticListener("Test.OtlpReceiver"));
        WebApplication app = builder.Build();
        var receiver = new OtlpReceiver(app);
        app.Run(receiver.TakeAsync);
        await app.StartAsync(cancellationToken);
        return receiver;
    }

    /// <summary>The next export to <paramref name="path"/>, waiting for it; others are passed over.</summary>
    public async Task<OtlpExport> NextAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            OtlpExport export = await _exports.Reader.ReadAsync(cancellationToken);
            if (export.Path == path)
            {
                return export;
            }
        }
    }

    /// <summary>The next export to <paramref name="path"/>, if one has come; others are passed over.</summary>
    public bool TryNext(string path, [NotNullWhen(true)] out OtlpExport? export)
    {
        while (_exports.Reader.TryRead(out export))
        {
            if (export.Path == path)
            {
                return true;
            }
        }

        return false;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        Stream source = context.Request.Headers.ContentEncoding == "gzip"
            ? new GZipStream(context.Request.Body, CompressionMode.Decompress)
            : context.Request.Body;
        await source.CopyToAsync(body, context.RequestAborted);
        byte[] message = body.ToArray();
        bool grpc = context.Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) == true;
        if (grpc)
        {
            // A frame is one byte of flags, the length in big-endian, and the message.
            int length = BinaryPrimitives.ReadInt32BigEndian(message.AsSpan(1));
            message = message[5..(5 + length)];
        }

        var headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        _exports.Writer.TryWrite(new OtlpExport(context.Request.Path, headers, message));
        await Hold();
        if (grpc)
        {
            context.Response.ContentType = "application/grpc";
            context.Response.AppendTrailer("grpc-status", StatusCode == StatusCodes.Status200OK ? "0" : "14");
            await context.Response.Body.WriteAsync(new byte[5], context.RequestAborted);
        }
        else
        {
            context.Response.StatusCode = StatusCode;
            context.Response.ContentType = "application/x-protobuf";
        }
    }
}
