using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Vigia.Instrumentation.Health;

/// <summary>
/// Writes the guide's object:
/// <c>{"status":"healthy","timestamp":"…","version":"1.0.0","services":{"redis":"…","kafka":"…","database":"…"}}</c>.
/// </summary>
internal sealed class HealthJson
{
    // The answers are JSON and never part of a page, so letters stay readable.
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly HealthBoard _board;
    private readonly TimeProvider _time;
    private readonly string _version;

    public HealthJson(HealthBoard board, TimeProvider time, IOptions<VigiaInstrumentationOptions> options)
    {
        _board = board;
        _time = time;
        _version = options.Value.ServiceVersion;
        ServiceNames = [.. HealthTerms.GuideServices.Union(board.Registrations.Select(r => r.Name), StringComparer.Ordinal)];
    }

    /// <summary>The keys of <c>services</c>: the guide's three, then further ones as registered.</summary>
    public IReadOnlyList<string> ServiceNames { get; }

    public void WriteHealth(Utf8JsonWriter writer, HealthStatus status, bool details, List<string>? names)
    {
        writer.WriteStartObject();
        WriteHead(writer, status.ToGuideWord());
        writer.WriteStartObject("services");
        foreach (string name in ServiceNames)
        {
            writer.WriteString(name, _board.Find(name)?.Trail.Status.ToGuideWord() ?? HealthTerms.NotConfigured);
        }

        writer.WriteEndObject();
        if (details)
        {
            writer.WriteStartObject("details");
            foreach (string name in names ?? ServiceNames)
            {
                WriteDetails(writer, name, _board.Find(name));
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    public void WriteProbe(Utf8JsonWriter writer, List<string> reasons)
    {
        writer.WriteStartObject();
        WriteHead(writer, (reasons.Count == 0 ? HealthStatus.Healthy : HealthStatus.Unhealthy).ToGuideWord());
        if (reasons.Count > 0)
        {
            writer.WriteStartArray("reasons");
            foreach (string reason in reasons)
            {
                writer.WriteStringValue(reason);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    public static void WriteError(Utf8JsonWriter writer, string error)
    {
        writer.WriteStartObject();
        writer.WriteString("error", error);
        writer.WriteEndObject();
    }

    /// <summary>Writes a value that was observed as the JSON type it is.</summary>
    public static void WriteValue(Utf8JsonWriter writer, string name, object value)
    {
        switch (value)
        {
            case bool truth:
                writer.WriteBoolean(name, truth);
                break;
            case int number:
                writer.WriteNumber(name, number);
                break;
            case long number:
                writer.WriteNumber(name, number);
                break;
            case double number when double.IsFinite(number):
                writer.WriteNumber(name, number);
                break;
            default:
                writer.WriteString(name, Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
        }
    }

    private void WriteHead(Utf8JsonWriter writer, string status)
    {
        writer.WriteString("status", status);
        writer.WriteString("timestamp", _time.GetUtcNow().ToTimestamp());
        writer.WriteString("version", _version);
    }

    private static void WriteDetails(Utf8JsonWriter writer, string name, CheckRecord? record)
    {
        writer.WriteStartObject(name);
        if (record is null)
        {
            writer.WriteString("status", HealthTerms.NotConfigured);
        }
        else
        {
            writer.WriteBoolean("optional", record.IsOptional);
            WriteTrail(writer, record.Trail);
            writer.WriteStartObject("checks");
            foreach (ProbeRecord probe in record.Probes)
            {
                writer.WriteStartObject(probe.Name);
                if (probe.Value is { } value)
                {
                    WriteValue(writer, "value", value);
                }

                WriteOptional(writer, "unit", probe.Unit);
                WriteTrail(writer, probe.Trail);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteTrail(Utf8JsonWriter writer, ResultTrail trail)
    {
        writer.WriteString("status", trail.Status.ToGuideWord());
        WriteOptional(writer, "output", trail.CheckedAt is null ? "Not checked yet." : trail.Output);
        WriteOptional(writer, "checked_at", trail.CheckedAt?.ToTimestamp());
        writer.WriteNumber("duration_ms", Milliseconds(trail.Duration));
        WriteOptional(writer, "since", trail.Since?.ToTimestamp());
        WriteOptional(writer, "last_error", trail.LastError);
        WriteOptional(writer, "last_error_at", trail.LastErrorAt?.ToTimestamp());
        writer.WriteStartArray("history");
        foreach (PastResult past in trail.History)
        {
            writer.WriteStartObject();
            writer.WriteString("checked_at", past.At.ToTimestamp());
            writer.WriteString("status", past.Status.ToGuideWord());
            writer.WriteNumber("duration_ms", Milliseconds(past.Duration));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteOptional(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private static double Milliseconds(TimeSpan duration) => Math.Round(duration.TotalMilliseconds, 3);
}
