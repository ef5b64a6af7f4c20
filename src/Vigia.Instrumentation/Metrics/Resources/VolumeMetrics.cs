using System.Text;
using Vigia.Instrumentation.Metrics.Series;

namespace Vigia.Instrumentation.Metrics.Resources;

/// <summary>Size and room of the volume on which the data lies, by node_exporter's names.</summary>
internal sealed class VolumeMetrics
{
    private readonly MetricRegistry _registry;
    private readonly DriveInfo? _drive;
    private readonly ObservedValue _size;
    private readonly ObservedValue _free;
    private readonly ObservedValue _available;
    private readonly ObservedValue _used;

    public VolumeMetrics(MetricRegistry registry, string dataPath)
    {
        _registry = registry;
        (string device, string type, string mountPoint) = FindMount(Path.GetFullPath(dataPath));
        _drive = mountPoint.Length > 0 ? new DriveInfo(mountPoint) : null;
        ReadOnlySpan<string> labels = [device, type, mountPoint];
        _size = Family("node_filesystem_size_bytes", "Tamanho do volume dos dados em bytes").Get(labels);
        _free = Family("node_filesystem_free_bytes", "Espaço livre do volume dos dados em bytes").Get(labels);
        _available = Family("node_filesystem_avail_bytes", "Espaço do volume dos dados disponível ao processo, em bytes").Get(labels);
        _used = Family("node_filesystem_used_bytes", "Espaço ocupado do volume dos dados em bytes").Get(labels);

        ObservedFamily Family(string name, string help) =>
            new(registry, name, help, MetricKind.Gauge, "device", "fstype", "mountpoint");
    }

    public void Collect()
    {
        try
        {
            if (_drive is { IsReady: true })
            {
                long size = _drive.TotalSize;
                long free = _drive.TotalFreeSpace;
                _size.Set(size, _registry.Cycle);
                _free.Set(free, _registry.Cycle);
                _used.Set(size - free, _registry.Cycle);
                _available.Set(_drive.AvailableFreeSpace, _registry.Cycle);
            }
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // An unmounted volume has no size: its series end here, and come back with it.
            return;
        }
    }

    /// <summary>The mount that holds a path, the path itself there or not yet.</summary>
    private static (string Device, string Type, string MountPoint) FindMount(string path)
    {
        (string Device, string Type, string MountPoint) best = ("", "", "");
        using var mounts = new ProcFile("/proc/self/mountinfo");
        ReadOnlySpan<byte> text = mounts.Read();
        while (ProcText.NextLine(ref text, out ReadOnlySpan<byte> line))
        {
            // 36 35 98:0 /root /mount/point options optional… - ext4 /dev/sda1 options   (man 5 proc_pid_mountinfo)
            string[] fields = Encoding.UTF8.GetString(line).Split(' ');
            int dash = Array.IndexOf(fields, "-");
            if (dash < 6 || dash + 2 >= fields.Length)
            {
                continue;
            }

            // Blanks in names are written as octal numbers.
            string mountPoint = fields[4].Replace("\\040", " ", StringComparison.Ordinal);
            if (mountPoint.Length >= best.MountPoint.Length && IsUnder(path, mountPoint))
            {
                best = (fields[dash + 2], fields[dash + 1], mountPoint);
            }
        }

        return best.MountPoint.Length > 0 ? best : ("", "", Path.GetPathRoot(path) ?? "");
    }

    private static bool IsUnder(string path, string mountPoint) =>
        mountPoint == "/"
        || path == mountPoint
        || (path.StartsWith(mountPoint, StringComparison.Ordinal) && path[mountPoint.Length] == '/');
}
