using System.Diagnostics;
using System.IO.Enumeration;
using Vigia.Instrumentation.Metrics.Series;

namespace Vigia.Instrumentation.Metrics.Resources;

/// <summary>
/// The process' own resources by the names that all Prometheus clients use, read at each scrape. What the system does
/// not tell is not exposed.
/// </summary>
internal sealed class ProcessMetrics : IDisposable
{
    // USER_HZ: the kernel's unit of time towards user space, the same on every architecture that .NET runs on.
    private const double TicksPerSecond = 100;

    private readonly ProcFile _stat = new("/proc/self/stat");
    private readonly ProcFile _io = new("/proc/self/io");
    private readonly ProcFile _limits = new("/proc/self/limits");
    private readonly ObservedFamily _cpu;
    private readonly ObservedFamily _resident;
    private readonly ObservedFamily _virtual;
    private readonly ObservedFamily _start;
    private readonly ObservedFamily _openFiles;
    private readonly ObservedFamily _maxFiles;
    private readonly ObservedFamily _read;
    private readonly ObservedFamily _written;
    private readonly double _startTime;
    private readonly bool _hasFiles = Directory.Exists("/proc/self/fd");

    public ProcessMetrics(MetricRegistry registry)
    {
        _cpu = new(registry, "process_cpu_seconds_total", "Tempo de CPU do processo, de usuário e de sistema, em segundos", MetricKind.Counter);
        _resident = new(registry, "process_resident_memory_bytes", "Memória residente do processo em bytes", MetricKind.Gauge);
        _virtual = new(registry, "process_virtual_memory_bytes", "Memória virtual do processo em bytes", MetricKind.Gauge);
        _start = new(registry, "process_start_time_seconds", "Início do processo, em segundos desde 1970", MetricKind.Gauge);
        _openFiles = new(registry, "process_open_fds", "Descritores de arquivo abertos", MetricKind.Gauge);
        _maxFiles = new(registry, "process_max_fds", "Máximo de descritores de arquivo", MetricKind.Gauge);
        _read = new(registry, "process_disk_read_bytes_total", "Bytes que o processo leu do disco", MetricKind.Counter);
        _written = new(registry, "process_disk_written_bytes_total", "Bytes que o processo gravou no disco", MetricKind.Counter);

        using var process = Process.GetCurrentProcess();
        _startTime = (process.StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds;
    }

    public void Collect()
    {
        _start.Set(_startTime);
        _resident.Set(Environment.WorkingSet);
        if (TryReadStat(out double cpuTicks, out double virtualBytes))
        {
            _cpu.Set(cpuTicks / TicksPerSecond);
            _virtual.Set(virtualBytes);
        }
        else
        {
            _cpu.Set(Environment.CpuUsage.TotalTime.TotalSeconds);
        }

        CollectFiles();
        ReadOnlySpan<byte> io = _io.Read();
        if (ProcText.TryFind(io, "read_bytes:"u8, out double read) && ProcText.TryFind(io, "write_bytes:"u8, out double written))
        {
            _read.Set(read);
            _written.Set(written);
        }
    }

    public void Dispose()
    {
        _stat.Dispose();
        _io.Dispose();
        _limits.Dispose();
    }

    // 1234 (name) S ppid … with utime and stime as fields 14 and 15, vsize as 23 (man 5 proc); the name may hold blanks.
    private bool TryReadStat(out double cpuTicks, out double virtualBytes)
    {
        ReadOnlySpan<byte> stat = _stat.Read();
        stat = stat[(stat.LastIndexOf((byte)')') + 1)..];
        for (int field = 3; field < 14; field++)
        {
            ProcText.NextField(ref stat);
        }

        bool known = ProcText.NextNumber(ref stat, out double user);
        known &= ProcText.NextNumber(ref stat, out double system);
        for (int field = 16; field < 23; field++)
        {
            ProcText.NextField(ref stat);
        }

        cpuTicks = user + system;
        return known & ProcText.NextNumber(ref stat, out virtualBytes);
    }

    private void CollectFiles()
    {
        if (!_hasFiles)
        {
            return;
        }

        // The enumeration itself holds one descriptor open.
        int open = -1;
        foreach (bool entry in new FileSystemEnumerable<bool>("/proc/self/fd", static (ref FileSystemEntry _) => true))
        {
            open += entry ? 1 : 0;
        }

        _openFiles.Set(open);
        if (ProcText.TryFind(_limits.Read(), "Max open files"u8, out double most))
        {
            _maxFiles.Set(most);
        }
    }
}
