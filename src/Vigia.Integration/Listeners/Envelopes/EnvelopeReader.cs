using System.Buffers;
using System.Text.Json;
using Vigia.Integration.Admission;

namespace Vigia.Integration.Listeners.Envelopes;

/// <summary>
/// Reads an <see cref="Envelope"/> straight from the bytes as they came; the payload's are copied once. Unknown and
/// repeated fields are errors: a misspelt <c>userid</c> would otherwise be lost without a word. Thread safe.
/// </summary>
internal static class EnvelopeReader
{
    // Characters of any text field; the intake checks each field's own bound.
    private const int MaxTextBytes = 8 * IdGrammar.MaxHeaderValueLength;
    private const int MaxRefBytes = 128;

    /// <summary>Reads one envelope. On false, <paramref name="envelope"/> holds what came before the error.</summary>
    /// <param name="json">All of the envelope and nothing else.</param>
    /// <param name="options">The bounds.</param>
    /// <param name="envelope">What was read.</param>
    /// <param name="refusal">What is wrong.</param>
    public static bool TryRead(in ReadOnlySequence<byte> json, AdmissionOptions options, out Envelope envelope, out IntakeResult refusal)
    {
        envelope = new Envelope();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = options.MaxDepth + 1 });
        try
        {
            string? error = Read(ref reader, json, options, envelope, out string? field);
            if (error is null && envelope.PayloadBytes > options.MaxMessageBytes)
            {
                refusal = IntakeResult.TooLarge(
                    FormattableString.Invariant($"The payload has {envelope.PayloadBytes} bytes; {options.MaxMessageBytes} are allowed."), "$.payload");
                return false;
            }

            refusal = error is null ? default : IntakeResult.Malformed(error, field);
            return error is null;
        }
        catch (JsonException e)
        {
            refusal = IntakeResult.Malformed(
                FormattableString.Invariant($"The message is not a JSON object: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}."), null);
            return false;
        }
        catch (IndexOutOfRangeException)
        {
            // What the reader throws for a broken true, false or null at the end of a segment: https://github.com/dotnet/runtime/pull/134448.
            refusal = IntakeResult.Malformed(FormattableString.Invariant($"The message is not a JSON object: true, false or null breaks off after byte {reader.BytesConsumed}."), null);
            return false;
        }
        catch (InvalidOperationException)
        {
            // The reader meets text that is no UTF-8, or half a surrogate pair, only when it is asked for the text.
            refusal = IntakeResult.Malformed(
                FormattableString.Invariant($"The text at byte {reader.TokenStartIndex} is not valid UTF-8, or holds half a surrogate pair."), null);
            return false;
        }
    }

    private static string? Read(
        ref Utf8JsonReader reader, in ReadOnlySequence<byte> json, AdmissionOptions options, Envelope envelope, out string? field)
    {
        field = null;
        if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
        {
            return "A message is a JSON object with type and payload.";
        }

        EnvelopeFields seen = EnvelopeFields.None;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            EnvelopeFields current = Name(ref reader, out field);
            if (current is EnvelopeFields.None)
            {
                return "This field is unknown. Your own data belongs into payload or headers.";
            }

            if ((seen & current) != 0)
            {
                return "This field is there twice.";
            }

            seen |= current;
            reader.Read();
            if (Value(ref reader, json, options, envelope, current) is { } error)
            {
                return error;
            }
        }

        field = null;
        if (reader.Read())
        {
            return "Something follows the message.";
        }

        if ((seen & EnvelopeFields.Payload) == 0)
        {
            field = "$.payload";
            return "The message has no payload.";
        }

        return null;
    }

    private static EnvelopeFields Name(ref Utf8JsonReader reader, out string? field)
    {
        field = null;
        foreach ((byte[] name, string path, EnvelopeFields value) in EnvelopeFieldNames.All)
        {
            if (reader.ValueTextEquals(name))
            {
                field = path;
                return value;
            }
        }

        if (Length(ref reader) <= IdGrammar.MaxHeaderNameLength)
        {
            field = $"$.{reader.GetString()}";
        }

        return EnvelopeFields.None;
    }

    private static string? Value(
        ref Utf8JsonReader reader, in ReadOnlySequence<byte> json, AdmissionOptions options, Envelope envelope, EnvelopeFields field)
    {
        string? error = null;
        switch (field)
        {
            case EnvelopeFields.Payload:
                long start = reader.TokenStartIndex;
                reader.Skip();
                envelope.PayloadBytes = reader.BytesConsumed - start;
                if (envelope.PayloadBytes <= options.MaxMessageBytes)
                {
                    envelope.Payload = json.Slice(start, envelope.PayloadBytes).ToArray();
                }

                return null;
            case EnvelopeFields.Headers:
                return Headers(ref reader, options, envelope);
            case EnvelopeFields.SentAt:
                return SentAt(ref reader, envelope);
            case EnvelopeFields.Ref:
                return Ref(ref reader, json, envelope);
            case EnvelopeFields.Type:
                envelope.Type = Text(ref reader, ref error);
                return error;
            case EnvelopeFields.Id:
                envelope.Id = Text(ref reader, ref error);
                return error;
            case EnvelopeFields.Key:
                envelope.Key = Text(ref reader, ref error);
                return error;
            case EnvelopeFields.UserId:
                envelope.UserId = Text(ref reader, ref error);
                return error;
            case EnvelopeFields.IdempotencyKey:
                envelope.IdempotencyKey = Text(ref reader, ref error);
                return error;
            case EnvelopeFields.TraceParent:
                envelope.TraceParent = Text(ref reader, ref error);
                return error;
            default:
                envelope.TraceState = Text(ref reader, ref error);
                return error;
        }
    }

    private static string? Text(ref Utf8JsonReader reader, ref string? error)
    {
        if (reader.TokenType is JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType is not JsonTokenType.String)
        {
            error = "This field must be a string.";
            return null;
        }

        if (Length(ref reader) > MaxTextBytes)
        {
            error = "This field is too long.";
            return null;
        }

        return reader.GetString();
    }

    // RFC 3339 with its offset: without one it would be the time of whichever machine reads it.
    private static string? SentAt(ref Utf8JsonReader reader, Envelope envelope)
    {
        const string Expected = "This field must be a time with its offset, such as 2024-01-01T00:00:00Z.";
        string? error = null;
        if (Text(ref reader, ref error) is not { } text)
        {
            return reader.TokenType is JsonTokenType.Null ? null : Expected;
        }

        bool hasOffset = text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-');
        if (!hasOffset || !reader.TryGetDateTimeOffset(out DateTimeOffset sentAt))
        {
            return Expected;
        }

        envelope.SentAt = sentAt;
        return null;
    }

    private static string? Headers(ref Utf8JsonReader reader, AdmissionOptions options, Envelope envelope)
    {
        if (reader.TokenType is JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            return "Headers must be an object of strings.";
        }

        Dictionary<string, string> headers = new(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (headers.Count >= options.MaxHeaders)
            {
                return FormattableString.Invariant($"The message has more than {options.MaxHeaders} headers.");
            }

            if (Length(ref reader) > MaxTextBytes)
            {
                return "A header's name is too long.";
            }

            string name = reader.GetString()!;
            reader.Read();
            string? error = null;
            if (Text(ref reader, ref error) is not { } value)
            {
                return "Headers must be an object of strings.";
            }

            if (!headers.TryAdd(name, value))
            {
                return "A header is there twice.";
            }
        }

        envelope.Headers = headers;
        return null;
    }

    private static string? Ref(ref Utf8JsonReader reader, in ReadOnlySequence<byte> json, Envelope envelope)
    {
        if (reader.TokenType is JsonTokenType.Null)
        {
            return null;
        }

        long length = reader.BytesConsumed - reader.TokenStartIndex;
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number) || length > MaxRefBytes)
        {
            return FormattableString.Invariant($"A ref is a string or a number of at most {MaxRefBytes} bytes.");
        }

        if (reader.TokenType is JsonTokenType.String)
        {
            // It is echoed as it was written, so it must be text.
            reader.GetString();
        }

        envelope.Ref = json.Slice(reader.TokenStartIndex, length).ToArray();
        return null;
    }

    private static long Length(ref Utf8JsonReader reader) => reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
}
