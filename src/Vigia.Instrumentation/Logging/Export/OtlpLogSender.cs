using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;
using Vigia.Instrumentation.Logging.Lines;
using Vigia.Instrumentation.Logging.Redaction;
using Vigia.Instrumentation.Tracing;

namespace Vigia.Instrumentation.Logging.Export;

/// <summary>
/// Sends events by OTLP with the OpenTelemetry SDK. The SDK gets them without secrets already: the message as the body,
/// details, context and component as attributes. It adds the trace's ids itself.
/// </summary>
internal sealed class OtlpLogSender : IDisposable
{
    private readonly ILoggerFactory _factory;
    private readonly LineShape _shape;
    private readonly OtlpLogTally _tally;

    /// <param name="shape">What lines are made by.</param>
    /// <param name="options">Options with an endpoint.</param>
    public OtlpLogSender(LineShape shape, VigiaInstrumentationOptions options)
    {
        _shape = shape;
        _tally = new OtlpLogTally(shape.Metrics);
        _factory = LoggerFactory.Create(builder =>
        {
            builder.SetMinimumLevel(LogLevel.Trace);
            builder.AddOpenTelemetry(logging =>
            {
                logging.IncludeFormattedMessage = true;
                logging.SetResourceBuilder(ResourceBuilder.CreateDefault().AddVigiaService(options));
                logging.AddProcessor(new BatchLogRecordExportProcessor(
                    new TalliedOtlpLogExporter(options.Otlp.ToExporterOptions("v1/logs"), _tally),
                    maxQueueSize: OtlpLogTally.MaxWaiting,
                    exporterTimeoutMilliseconds: (int)options.Otlp.Timeout.TotalMilliseconds));
            });
        });
    }

    public ILogger CreateLogger(string category) => _factory.CreateLogger(category);

    public void Send(ILogger logger, LogLevel level, EventId eventId, LogEvent @event, string component)
    {
        if (!_tally.TryAdd(@event.Severity))
        {
            return;
        }

        var attributes = new List<KeyValuePair<string, object?>>(@event.ValueCount + @event.ContextCount + 4) { new("component", component) };
        foreach (int i in @event.Order)
        {
            attributes.Add(new(@event.Keys[i].Name, Shown(@event.Keys[i].Kind, @event.Values[i])));
        }

        foreach ((LogKey key, object? value) in @event.Context)
        {
            attributes.Add(new(key.Name, Shown(key.Kind, value)));
        }

        if (@event.Exception is { } exception)
        {
            // Names by OpenTelemetry's semantic conventions.
            attributes.Add(new("exception.type", exception.GetType().FullName));
            attributes.Add(new("exception.message", Text(exception.Message)));
            attributes.Add(new("exception.stacktrace", Text(exception.ToString())));
        }

        string message = Cut(new string(@event.Message), _shape.Limits.MessageLength);
        logger.Log(level, eventId, attributes, null, (_, _) => message);
    }

    /// <summary>Sends what waits, as long as the SDK gives it.</summary>
    public void Dispose() => _factory.Dispose();

    private object? Shown(FieldKind kind, object? value) => (kind, value) switch
    {
        (_, null) => null,
        (not FieldKind.Open, _) => _shape.Values.Masked(kind, value),
        (_, string text) => Text(text),
        (_, bool or byte or sbyte or short or ushort or int or uint or long or float or double) => value,
        _ => Json(value),
    };

    /// <summary>Any other value as the JSON that the file has of it; text without its quotes.</summary>
    private string Json(object value)
    {
        var json = new JsonText(256);
        _shape.Values.Write(json, FieldKind.Open, value, _shape.Limits.LineBytes);
        string text = Encoding.UTF8.GetString(json.Written);
        return text.StartsWith('"') ? System.Text.Json.JsonDocument.Parse(text).RootElement.GetString()! : text;
    }

    private string Text(string text)
    {
        string cut = Cut(text, (_shape.Limits.ValueLength * 4) + LineShape.Window);
        return Cut(_shape.Redactor.MayChange(cut) ? _shape.Redactor.Redact(cut) : cut, _shape.Limits.ValueLength * 4);
    }

    private static string Cut(string text, int length) =>
        text.Length <= length ? text : string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, length)}…(+{text.Length - length})");
}
