using Vigia.Instrumentation.Logging;
using Vigia.Instrumentation.Logging.Export;
using Vigia.Instrumentation.Logging.Lines;
using Vigia.Instrumentation.Metrics;
using Xunit;

namespace Vigia.Instrumentation.Tests.Logging;

public sealed class OtlpLogTallyTests
{
    [Fact]
    public void TryAdd_MoreThanMayWait_IsRefusedAndCountedUntilAnExportEnds()
    {
        var registry = new MetricRegistry();
        var tally = new OtlpLogTally(new LogMetrics(registry));
        MetricFamily<Counter> dropped = registry.CreateCounter("log_lines_dropped_total", "", ["reason", "level", "output"]);
        for (int i = 0; i < OtlpLogTally.MaxWaiting; i++)
        {
            Assert.True(tally.TryAdd(LogSeverity.Info));
        }

        Assert.False(tally.TryAdd(LogSeverity.Error));
        Assert.Equal(1, dropped.WithLabels("full", "ERROR", "otlp").Value);
        tally.Complete(10, success: false);
        Assert.Equal(10, dropped.WithLabels("export", "", "otlp").Value);
        Assert.True(tally.TryAdd(LogSeverity.Error));
    }
}
