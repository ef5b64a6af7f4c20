using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Vigia.Integration.Admission;
using Vigia.Integration.Messages.Schemas;

namespace Vigia.Integration.Listeners.WebSocket;

/// <summary>
/// Writes acknowledgements: <c>{"ref"?,"id","status":"queued","replayed"?}</c>, or
/// <c>{"ref"?,"error","code","field"?,"errors"?,"retryAfterMs"?}</c>. Its buffer is used again; not thread safe.
/// </summary>
internal sealed class WebSocketAck : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new(256);
    private readonly Utf8JsonWriter _writer;

    public WebSocketAck() => _writer = new Utf8JsonWriter(
        _buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    /// <summary>The frame's content, valid until the next call.</summary>
    public ReadOnlyMemory<byte> Write(in IntakeResult result, byte[]? mark)
    {
        _buffer.ResetWrittenCount();
        _writer.Reset();
        _writer.WriteStartObject();
        if (mark is not null)
        {
            _writer.WritePropertyName("ref"u8);
            _writer.WriteRawValue(mark, skipInputValidation: true);
        }

        if (result.IsAccepted)
        {
            _writer.WriteString("id"u8, result.MessageId);
            _writer.WriteString("status"u8, "queued"u8);
            if (result.Outcome is IntakeOutcome.Replayed)
            {
                _writer.WriteBoolean("replayed"u8, true);
            }
        }
        else
        {
            WriteRefusal(result);
        }

        _writer.WriteEndObject();
        _writer.Flush();
        return _buffer.WrittenMemory;
    }

    public void Dispose() => _writer.Dispose();

    private void WriteRefusal(in IntakeResult result)
    {
        _writer.WriteString("error"u8, result.Error);
        _writer.WriteString("code"u8, result.Code);
        if (result.Field is { } field)
        {
            _writer.WriteString("field"u8, field);
        }

        if (result.Errors is { } errors)
        {
            _writer.WriteStartArray("errors"u8);
            foreach (FieldError error in errors)
            {
                _writer.WriteStartObject();
                _writer.WriteString("path"u8, error.Path);
                _writer.WriteString("message"u8, error.Message);
                _writer.WriteEndObject();
            }

            _writer.WriteEndArray();
        }

        if (result.RetryAfter is { } retryAfter)
        {
            _writer.WriteNumber("retryAfterMs"u8, (long)Math.Ceiling(retryAfter.TotalMilliseconds));
        }
    }
}
