using System.Globalization;
using Vigia.Testing;
using Xunit;

namespace Vigia.Process.Tests.Robustness;

/// <summary>What can be seen of the running program from outside.</summary>
internal static class RunningModule
{
    /// <summary>A series' value; 0 where it is not exposed.</summary>
    public static async Task<double> MetricAsync(this VigiaProcess vigia, string series)
    {
        string text = await vigia.Client.GetStringAsync("/metrics");
        string? line = text.Split('\n').FirstOrDefault(line => line.StartsWith(series + " ", StringComparison.Ordinal));
        return line is null ? 0 : double.Parse(line[(series.Length + 1)..], CultureInfo.InvariantCulture);
    }

    /// <summary>Waits until a series satisfies the condition; there is no signal for it across processes.</summary>
    public static async Task UntilMetricAsync(this VigiaProcess vigia, string series, Func<double, bool> condition)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (await vigia.MetricAsync(series) is var value && !condition(value))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(90), $"{series} stays at {value}");
            await Task.Delay(100);
        }
    }

    /// <summary>Bytes of memory that the process holds, by its VmRSS line in kB.</summary>
    public static long ResidentBytes(this VigiaProcess vigia)
    {
        string line = File.ReadLines($"/proc/{vigia.Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>Files that a process started from here may open.</summary>
    public static long OpenFileLimit()
    {
        string line = File.ReadLines("/proc/self/limits").First(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        string hard = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4];
        return hard == "unlimited" ? long.MaxValue : long.Parse(hard, CultureInfo.InvariantCulture);
    }
}
