using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Vigia.Instrumentation.Health;

/// <summary>One run of a dependency's probes. Used by one check at a time.</summary>
public sealed class DependencyExamination
{
    private readonly Dictionary<string, object> _readings = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private HealthStatus _worst = HealthStatus.Healthy;
    private string? _description;
    private Exception? _exception;

    /// <summary>Begins an examination.</summary>
    public DependencyExamination(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
    }

    /// <summary>Runs a probe and keeps what it found. An exception is a finding too; so is running out of time.</summary>
    /// <param name="name">The probe's name, for example <c>ping</c>.</param>
    /// <param name="probe">Reads the value.</param>
    /// <param name="cancellationToken">Set when the check's time is over.</param>
    /// <returns>Whether the probe worked, so that further ones make sense.</returns>
    public async Task<bool> ProbeAsync(string name, Func<CancellationToken, Task<ProbeReading>> probe, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(probe);
        long start = _time.GetTimestamp();
        ProbeReading reading;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            reading = await probe(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            reading = ProbeReading.Unhealthy("No answer in time.");
        }
        catch (Exception exception)
        {
            _exception ??= exception;
            reading = ProbeReading.Unhealthy(exception.Message);
        }

        Record(name, reading with { Duration = _time.GetElapsedTime(start) });
        return reading.Status != HealthStatus.Unhealthy;
    }

    /// <summary>Keeps a reading that was made elsewhere.</summary>
    public void Record(string name, ProbeReading reading)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(reading);
        _readings[name] = reading;
        if (reading.Status < _worst)
        {
            _worst = reading.Status;
            _description = reading.Output is null ? name : $"{name}: {reading.Output}";
        }
    }

    /// <summary>Keeps, for probes that an earlier one's failure made pointless, that they could not be made.</summary>
    public void Skip(string because, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            Record(name, ProbeReading.Unhealthy($"Not examined: {because}"));
        }
    }

    /// <summary>The worst of all readings, with each as an entry of its data.</summary>
    public HealthCheckResult ToResult() => new(_worst, _description, _exception, _readings);
}
