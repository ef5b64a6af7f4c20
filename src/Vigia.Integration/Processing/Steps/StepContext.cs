using System.Text.Json;
using Vigia.Model.Messages;
using Vigia.Model.Processing;

namespace Vigia.Integration.Processing.Steps;

/// <summary>A message on its way through a route's steps. Parses the payload once, however many steps read it. Not thread safe.</summary>
internal sealed class StepContext(Message message) : IDisposable
{
    private JsonDocument? _document;

    /// <summary>The message, its payload as the steps so far left it.</summary>
    public Message Message { get; private set; } = message;

    /// <summary>The payload. Valid until it is replaced.</summary>
    /// <exception cref="ProcessingException">It is not JSON.</exception>
    public JsonElement Payload => (_document ??= Parse(Message.Payload)).RootElement;

    public void Replace(ReadOnlyMemory<byte> payload)
    {
        _document?.Dispose();
        _document = null;
        Message = Message with { Payload = payload };
    }

    /// <summary>Parses now, so that a step's result that is not JSON is that step's error.</summary>
    public void Check() => _document ??= Parse(Message.Payload);

    public void Dispose() => _document?.Dispose();

    private static JsonDocument Parse(ReadOnlyMemory<byte> payload)
    {
        try
        {
            return JsonDocument.Parse(payload);
        }
        catch (JsonException exception)
        {
            throw new ProcessingException("invalid_payload", $"The payload is not JSON: {exception.Message}", isTransient: false, exception);
        }
    }
}
