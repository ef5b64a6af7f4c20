using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Vigia.Instrumentation.Logging;
using Vigia.Instrumentation.Logging.Lines;
using Vigia.Instrumentation.Metrics;

namespace Vigia.Fuzz.Targets;

/// <summary>
/// A text from outside in a log line, with secrets behind it: the line must stay one line of JSON, and no secret may be
/// in it, whatever stands before.
/// </summary>
internal sealed class LogLineTarget : IFuzzTarget
{
    private const string Secret = "Zq7Xw2Kd9Rt4";

    private readonly LineShape _shape;
    private readonly JsonLineFormatter _formatter;
    private readonly LineSource _source = new("integracao", "fuzz");

    public LogLineTarget()
    {
        _shape = new LineShape(new LogOptions(), TimeProvider.System, new LogMetrics(new MetricRegistry()));
        _formatter = new JsonLineFormatter(_shape);
    }

    public string Name => "log-line";

    public int BaseBytes => 512 * 1024;

    // Every few characters can be a field's name, which is looked up once for each of three searches in four lines.
    public int BytesPerInputByte => 4096;

    public void Run(byte[] input)
    {
        // Unpaired surrogates too, which a decoder of UTF-8 would never make.
        string text = input.Length > 0 && input[0] == 0xFE ? Utf16(input) : Encoding.UTF8.GetString(input);
        Check($"{text}\nAuthorization: Bearer {Secret}", text);
        Check($"{text} password={Secret}", text);
        Check($"{text}\n\"token\": \"{Secret}\"", text);
        Check($"{text}\namqp://user:{Secret}@host/", text);
    }

    private void Check(string message, string text)
    {
        var @event = new LogEvent(_shape);
        KeyValuePair<string, object?>[] state =
        [
            new("texto", message), new("password", Secret), new("api_key", Secret), new(text.Length is > 0 and < 40 ? text : "campo", 1),
            new("{OriginalFormat}", "recebido {texto}"),
        ];
        @event.Capture(LogSeverity.Info, new EventId(1, "Fuzz"), state, null, (_, _) => message, scopes: null);
        FuzzFindingException.ThrowIf(@event.Failure is not null, $"the event was not taken up: {@event.Failure}");
        var line = new JsonText(1024);
        _formatter.Format(line, @event, _source);

        ReadOnlySpan<byte> written = line.Written;
        FuzzFindingException.ThrowIf(written.Length > _shape.Limits.LineBytes, $"a line of {written.Length} bytes");
        FuzzFindingException.ThrowIf(written.IndexOf((byte)'\n') != written.Length - 1, "not one line");
        FuzzFindingException.ThrowIf(written.IndexOf(Encoding.ASCII.GetBytes(Secret)) >= 0, $"a secret in {Encoding.UTF8.GetString(written)}");
        using JsonDocument parsed = JsonDocument.Parse(written.ToArray());
        FuzzFindingException.ThrowIf(parsed.RootElement.GetProperty("message").GetString() is null, "no message");
    }

    private static string Utf16(byte[] input) => new([.. input.Chunk(2).Select(static pair => (char)((pair[0] << 8) | pair[^1]))]);
}
