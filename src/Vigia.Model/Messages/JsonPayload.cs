using System.Text.Encodings.Web;
using System.Text.Json;

namespace Vigia.Model.Messages;

/// <summary>How payloads are written: compact, UTF-8 left as it is.</summary>
public static class JsonPayload
{
    /// <summary>Escapes only what JSON demands. The result is for JSON readers and never for an HTML page.</summary>
    public static JsonWriterOptions WriterOptions { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
