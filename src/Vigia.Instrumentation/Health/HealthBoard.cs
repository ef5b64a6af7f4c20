using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Vigia.Instrumentation.Metrics;

namespace Vigia.Instrumentation.Health;

/// <summary>The last result of every check. Written by the checks' own loops, read by the endpoints; neither waits for the other.</summary>
internal sealed class HealthBoard
{
    private readonly CheckRecord[] _records;
    private readonly Gauge[] _statusGauges;
    private readonly Gauge[] _durationGauges;
    private readonly MetricFamily<Gauge> _probeStatus;
    private readonly MetricFamily<Gauge> _probeDuration;
    private readonly int _historyLength;

    public HealthBoard(IOptions<HealthCheckServiceOptions> checks, IOptions<VigiaInstrumentationOptions> options, MetricRegistry registry)
    {
        Registrations = [.. checks.Value.Registrations];
        if (Registrations.GroupBy(r => r.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Skip(1).Any()) is { } twice)
        {
            throw new InvalidOperationException($"Two health checks are registered under the name '{twice.Key}'.");
        }

        _records = [.. Registrations.Select(CheckRecord.For)];
        _historyLength = options.Value.Health.HistoryLength;
        MetricFamily<Gauge> status = registry.CreateGauge(
            "health_check_status", "Resultado da verificação: 1 saudável, 0,5 degradado, 0 não saudável", ["check"]);
        MetricFamily<Gauge> duration = registry.CreateGauge(
            "health_check_duration_seconds", "Duração da última verificação, em segundos", ["check"]);
        _probeStatus = registry.CreateGauge(
            "health_probe_status",
            "Resultado de uma verificação da dependência: 1 saudável, 0,5 degradado, 0 não saudável",
            ["check", "probe"]);
        _probeDuration = registry.CreateGauge(
            "health_probe_duration_seconds", "Duração da última verificação da dependência, em segundos", ["check", "probe"]);
        _statusGauges = [.. Registrations.Select(r => status.WithLabels(r.Name))];
        _durationGauges = [.. Registrations.Select(r => duration.WithLabels(r.Name))];
    }

    public IReadOnlyList<HealthCheckRegistration> Registrations { get; }

    public int Count => _records.Length;

    /// <summary>The whole service: the worst effect of all. Before a check's first result it counts as unhealthy.</summary>
    public HealthStatus Status
    {
        get
        {
            HealthStatus worst = HealthStatus.Healthy;
            for (int i = 0; i < _records.Length; i++)
            {
                HealthStatus effect = this[i].Effect;
                worst = effect < worst ? effect : worst;
            }

            return worst;
        }
    }

    public CheckRecord this[int index] => Volatile.Read(ref _records[index]);

    public CheckRecord? Find(string name)
    {
        for (int i = 0; i < _records.Length; i++)
        {
            if (this[i] is { } record && record.Name == name)
            {
                return record;
            }
        }

        return null;
    }

    /// <summary>Keeps a result. Each index has one writer.</summary>
    public CheckRecord Record(int index, HealthCheckResult result, DateTimeOffset at, TimeSpan duration)
    {
        CheckRecord next = this[index].With(result, at, duration, _historyLength);
        Volatile.Write(ref _records[index], next);
        _statusGauges[index].Set(result.Status.ToGaugeValue());
        _durationGauges[index].Set(duration.TotalSeconds);
        foreach (ProbeRecord probe in next.Probes)
        {
            // A check that hung or threw read no probe: what an earlier one read says nothing of now.
            HealthStatus found = result.Data.Count == 0 ? result.Status : probe.Trail.Status;
            _probeStatus.WithLabels(next.Name, probe.Name).Set(found.ToGaugeValue());
            _probeDuration.WithLabels(next.Name, probe.Name).Set(probe.Trail.Duration.TotalSeconds);
        }

        return next;
    }
}
