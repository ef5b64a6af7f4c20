using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Vigia.Integration.Listeners.Http;

/// <summary>Reads Content-Type and Content-Encoding.</summary>
internal static class BodyFormat
{
    public const string Accepted = "application/json, application/x-ndjson";

    private static readonly (string Type, BodyKind Kind)[] Types =
    [
        ("application/json", BodyKind.Json),
        ("application/x-ndjson", BodyKind.Lines),
        ("application/ndjson", BodyKind.Lines),
        ("application/jsonl", BodyKind.Lines),
    ];

    public static BodyKind KindOf(string? contentType)
    {
        foreach ((string type, BodyKind kind) in Types)
        {
            if (contentType is not null && contentType.StartsWith(type, StringComparison.OrdinalIgnoreCase))
            {
                // The usual headers are exactly the type; only one with parameters is parsed.
                if (contentType.Length == type.Length || IsUtf8(contentType, type))
                {
                    return kind;
                }
            }
        }

        return BodyKind.Unsupported;
    }

    /// <summary>The body, decompressed on the way where it is gzip. Null: its encoding is not supported.</summary>
    public static PipeReader? Open(HttpRequest request)
    {
        StringValues encoding = request.Headers.ContentEncoding;
        if (encoding.Count == 0 || (encoding.Count == 1 && string.Equals(encoding[0], "identity", StringComparison.OrdinalIgnoreCase)))
        {
            return request.BodyReader;
        }

        return encoding.Count == 1 && (string.Equals(encoding[0], "gzip", StringComparison.OrdinalIgnoreCase) || encoding[0] == "x-gzip")
            ? PipeReader.Create(new GZipStream(request.Body, CompressionMode.Decompress))
            : null;
    }

    private static bool IsUtf8(string contentType, string expected) =>
        MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? parsed)
        && parsed.MediaType.Equals(expected, StringComparison.OrdinalIgnoreCase)
        && (!parsed.Charset.HasValue || HeaderUtilities.RemoveQuotes(parsed.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}
