using System.Globalization;
using System.Text;
using Vigia.Instrumentation.Metrics.Series;

namespace Vigia.Instrumentation.Metrics.Resources;

/// <summary>
/// The machine's CPU, memory, load and network by the names and meanings of node_exporter, so that its dashboards and
/// rules work on them; read at each scrape from /proc, and absent where there is none.
/// </summary>
internal sealed class HostMetrics : IDisposable
{
    private const double TicksPerSecond = 100;
    private const int MaxCpus = 1024;

    // The columns of /proc/stat after the CPU's name (man 5 proc); guest time is in user time already.
    private static readonly string[] Modes = ["user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal"];

    private readonly ProcFile _stat = new("/proc/stat");
    private readonly ProcFile _memory = new("/proc/meminfo");
    private readonly ProcFile _load = new("/proc/loadavg");
    private readonly ProcFile _network = new("/proc/self/net/dev");
    private readonly ObservedFamily _cpu;
    private readonly ObservedFamily _memoryTotal;
    private readonly ObservedFamily _memoryAvailable;
    private readonly ObservedFamily _load1;
    private readonly ObservedFamily _received;
    private readonly ObservedFamily _sent;
    private readonly List<ObservedValue[]> _cpus = [];
    private readonly MetricRegistry _registry;

    public HostMetrics(MetricRegistry registry)
    {
        _registry = registry;
        _cpu = new(registry, "node_cpu_seconds_total", "Tempo de CPU da máquina por modo, em segundos", MetricKind.Counter, "cpu", "mode");
        _memoryTotal = new(registry, "node_memory_MemTotal_bytes", "Memória da máquina em bytes", MetricKind.Gauge);
        _memoryAvailable = new(registry, "node_memory_MemAvailable_bytes", "Memória disponível da máquina em bytes", MetricKind.Gauge);
        _load1 = new(registry, "node_load1", "Carga média da máquina em um minuto", MetricKind.Gauge);
        _received = new(registry, "node_network_receive_bytes_total", "Bytes recebidos por interface de rede", MetricKind.Counter, "device");
        _sent = new(registry, "node_network_transmit_bytes_total", "Bytes enviados por interface de rede", MetricKind.Counter, "device");
    }

    public void Collect()
    {
        CollectCpus();
        CollectNetwork();
        ReadOnlySpan<byte> memory = _memory.Read();
        if (ProcText.TryFind(memory, "MemTotal:"u8, out double total) && ProcText.TryFind(memory, "MemAvailable:"u8, out double available))
        {
            _memoryTotal.Set(total * 1024);
            _memoryAvailable.Set(available * 1024);
        }

        ReadOnlySpan<byte> load = _load.Read();
        if (ProcText.NextNumber(ref load, out double minute))
        {
            _load1.Set(minute);
        }
    }

    public void Dispose()
    {
        _stat.Dispose();
        _memory.Dispose();
        _load.Dispose();
        _network.Dispose();
    }

    // cpu0 6159 0 2463 136103 53 0 9 6 0 0
    private void CollectCpus()
    {
        ReadOnlySpan<byte> text = _stat.Read();
        int index = 0;
        while (ProcText.NextLine(ref text, out ReadOnlySpan<byte> line) && line.StartsWith("cpu"u8) && index < MaxCpus)
        {
            ReadOnlySpan<byte> name = ProcText.NextField(ref line)["cpu".Length..];
            if (name.IsEmpty)
            {
                // The first line is the sum of the others.
                continue;
            }

            if (index == _cpus.Count)
            {
                string cpu = Encoding.ASCII.GetString(name);
                _cpus.Add([.. Modes.Select(mode => _cpu.Get(cpu, mode))]);
            }

            foreach (ObservedValue mode in _cpus[index])
            {
                if (ProcText.NextNumber(ref line, out double ticks))
                {
                    mode.Set(ticks / TicksPerSecond, _registry.Cycle);
                }
            }

            index++;
        }
    }

    //   eth0: 3193 29 0 0 0 0 0 0 3193 29 0 0 0 0 0 0    after two lines of headings
    private void CollectNetwork()
    {
        ReadOnlySpan<byte> text = _network.Read();
        while (ProcText.NextLine(ref text, out ReadOnlySpan<byte> line))
        {
            int colon = line.IndexOf((byte)':');
            if (colon < 0)
            {
                continue;
            }

            ReadOnlySpan<byte> device = line[..colon].Trim((byte)' ');
            line = line[(colon + 1)..];
            if (!ProcText.NextNumber(ref line, out double received))
            {
                continue;
            }

            for (int field = 1; field < 8; field++)
            {
                ProcText.NextField(ref line);
            }

            if (ProcText.NextNumber(ref line, out double sent))
            {
                _received.Set(device, received);
                _sent.Set(device, sent);
            }
        }
    }
}
