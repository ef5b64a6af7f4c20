using System.Text.Json;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Vigia.Instrumentation.Health;

/// <summary>
/// Writes <c>application/health+json</c> as draft-inadarei-api-health-check-06 has it:
/// <c>{"status":"pass","version":"1","releaseId":"1.0.0","serviceId":"…","checks":{"redis:ping":[{"componentType":"datastore",…}]}}</c>.
/// </summary>
internal sealed class HealthDraftJson
{
    private readonly HealthBoard _board;
    private readonly string _release;
    private readonly string _major;
    private readonly string _service;

    public HealthDraftJson(HealthBoard board, IOptions<VigiaInstrumentationOptions> options)
    {
        _board = board;
        _service = options.Value.ServiceName;
        _release = options.Value.ServiceVersion;
        int dot = _release.IndexOf('.', StringComparison.Ordinal);
        _major = dot > 0 ? _release[..dot] : _release;
    }

    public void Write(Utf8JsonWriter writer, HealthStatus status, bool withChecks)
    {
        writer.WriteStartObject();
        writer.WriteString("status", status.ToDraftWord());
        writer.WriteString("version", _major);
        writer.WriteString("releaseId", _release);
        writer.WriteString("serviceId", _service);
        if (withChecks)
        {
            writer.WriteStartObject("checks");
            for (int i = 0; i < _board.Count; i++)
            {
                WriteCheck(writer, _board[i]);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteCheck(Utf8JsonWriter writer, CheckRecord record)
    {
        WriteEntry(writer, record.Name + ":responseTime", record.ComponentType, null, null, record.Trail);
        foreach (ProbeRecord probe in record.Probes)
        {
            WriteEntry(writer, record.Name + ":" + probe.Name, record.ComponentType, probe.Value, probe.Unit, probe.Trail);
        }
    }

    private static void WriteEntry(Utf8JsonWriter writer, string key, string componentType, object? value, string? unit, ResultTrail trail)
    {
        writer.WriteStartArray(key);
        writer.WriteStartObject();
        writer.WriteString("componentType", componentType);
        HealthJson.WriteValue(writer, "observedValue", value ?? Math.Round(trail.Duration.TotalMilliseconds, 3));
        if (value is null || unit is not null)
        {
            writer.WriteString("observedUnit", value is null ? "ms" : unit);
        }

        writer.WriteString("status", trail.Status.ToDraftWord());
        if (trail.CheckedAt is { } at)
        {
            writer.WriteString("time", at.ToTimestamp());
        }

        // The draft asks to leave the output out where the status is pass.
        if (trail.Status != HealthStatus.Healthy)
        {
            writer.WriteString("output", trail.CheckedAt is null ? "Not checked yet." : trail.Output ?? "");
        }

        writer.WriteEndObject();
        writer.WriteEndArray();
    }
}
