using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Vigia.Server.Protobuf;

namespace Vigia.Server.Ingest.Otlp;

/// <summary>Answers in the request's own encoding: success, with what was refused, or <c>google.rpc.Status</c>.</summary>
internal static class OtlpAnswer
{
    /// <summary>code 3 of google.rpc.Code.</summary>
    public const int InvalidArgument = 3;

    /// <summary>code 8.</summary>
    public const int ResourceExhausted = 8;

    /// <summary>code 14: the sender may try again.</summary>
    public const int Unavailable = 14;

    /// <summary>Success; partial_success is set only where points were refused.</summary>
    public static Task SucceedAsync(HttpContext context, bool isJson, int refused, string error)
    {
        if (isJson)
        {
            return WriteJsonAsync(context, StatusCodes.Status200OK, writer =>
            {
                if (refused > 0)
                {
                    writer.WriteStartObject("partialSuccess");
                    writer.WriteString("rejectedDataPoints", refused.ToString(System.Globalization.CultureInfo.InvariantCulture));
                    writer.WriteString("errorMessage", error);
                    writer.WriteEndObject();
                }
            });
        }

        var message = new ProtobufWriter();
        if (refused > 0)
        {
            int partial = message.Begin(1);
            message.Signed(1, refused);
            message.Text(2, error);
            message.End(partial);
        }

        return WriteAsync(context, StatusCodes.Status200OK, "application/x-protobuf", message.Written);
    }

    /// <summary>An error; google.rpc.Status: code 1, message 2.</summary>
    public static Task FailAsync(HttpContext context, bool isJson, int status, int code, string error)
    {
        if (isJson)
        {
            return WriteJsonAsync(context, status, writer =>
            {
                writer.WriteNumber("code", code);
                writer.WriteString("message", error);
            });
        }

        var message = new ProtobufWriter();
        message.Signed(1, code);
        message.Text(2, error);
        return WriteAsync(context, status, "application/x-protobuf", message.Written);
    }

    private static Task WriteJsonAsync(HttpContext context, int status, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return WriteAsync(context, status, "application/json", buffer.WrittenMemory);
    }

    private static async Task WriteAsync(HttpContext context, int status, string contentType, ReadOnlyMemory<byte> body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
