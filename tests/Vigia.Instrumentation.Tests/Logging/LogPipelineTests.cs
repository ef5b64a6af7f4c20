using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Vigia.Instrumentation.Logging;
using Vigia.Testing;
using Xunit;

namespace Vigia.Instrumentation.Tests.Logging;

public sealed class LogPipelineTests
{
    [Fact]
    public void Log_ManyThreads_KeepsEachThreadsOrderAndLosesNothing()
    {
        const int Threads = 4;
        const int Lines = 5000;
        using var log = new LogHarness(static options => options.WhenFull = LogFullMode.Block);
        Parallel.For(0, Threads, thread =>
        {
            for (int i = 0; i < Lines; i++)
            {
                SampleMessages.ProcessedWithDetails(log.Logger, "m", "http", $"t{thread}", i);
            }
        });
        int[] next = new int[Threads];
        foreach (JsonElement line in log.Lines())
        {
            JsonElement details = line.GetProperty("details");
            int thread = details.GetProperty("status").GetString()![1] - '0';
            Assert.Equal(next[thread]++, details.GetProperty("processing_time_ms").GetInt32());
        }

        Assert.All(next, static count => Assert.Equal(Lines, count));
        Assert.Equal(Threads * Lines, log.Metric("log_lines_written_total", ["output"], "file"));
        Assert.Equal(new FileInfo(log.Path).Length, log.Metric("log_bytes_written_total", ["output"], "file"));
    }

    [Fact]
    public void Log_BufferFull_DropsCountsAndTellsOnce()
    {
        using var directory = new TemporaryDirectory();
        using var gate = new BlockingStream();
        using var log = new LogHarness(
            options =>
            {
                options.Path = "";
                options.BufferLines = 10;
                options.FlushInterval = TimeSpan.Zero;
            },
            new StdoutTarget(gate, AsText: false, Colours: false));
        SampleMessages.Processed(log.Logger);
        gate.AwaitWriter(TestContext.Current.CancellationToken);
        // One line is being written; nine more fit.
        for (int i = 0; i < 12; i++)
        {
            SampleMessages.Processed(log.Logger);
        }

        log.Logger.Log(LogLevel.Error, "perdida");
        Assert.Equal(3, log.Dropped("INFO", output: "stdout"));
        Assert.Equal(1, log.Dropped("ERROR", output: "stdout"));
        gate.Open();
        log.End();
        List<JsonElement> lines = [.. gate.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];
        JsonElement told = Assert.Single(lines, static line => line.GetProperty("level").GetString() == "WARNING");
        Assert.Equal("""{"output":"stdout","lost":4,"lost_debug":0,"lost_info":3,"lost_warning":0,"lost_error":1,"lost_critical":0}""", told.GetProperty("details").GetRawText());
        Assert.Equal(11, lines.Count);
    }

    [Fact]
    public void Log_StdoutBlocked_DoesNotHoldTheFileUp()
    {
        using var gate = new BlockingStream();
        using var log = new LogHarness(
            static options =>
            {
                options.BufferLines = 100;
                options.FlushInterval = TimeSpan.Zero;
                options.WhenFull = LogFullMode.Block;
                options.BlockTimeout = TimeSpan.FromSeconds(30);
            },
            new StdoutTarget(gate, AsText: false, Colours: false));
        for (int i = 0; i < 1000; i++)
        {
            SampleMessages.Processed(log.Logger);
        }

        gate.Open();
        Assert.Equal(1000, log.Lines().Count);
        Assert.Equal(0, log.Dropped("INFO"));
    }

    [Fact]
    public void Log_FullDeviceAtShutdown_CountsWhatItGaveUp()
    {
        using var directory = new TemporaryDirectory();
        File.CreateSymbolicLink(directory["log"], "/dev/full");
        using var log = new LogHarness(options =>
        {
            options.Path = directory["log"];
            options.ShutdownTimeout = TimeSpan.FromMilliseconds(300);
        });
        SampleMessages.Processed(log.Logger);
        log.Logger.Log(LogLevel.Critical, "x");
        log.Provider.Dispose();
        Assert.Equal(1, log.Dropped("INFO", "shutdown"));
        Assert.Equal(1, log.Dropped("CRITICAL", "shutdown"));
        Assert.True(log.Metric("log_write_errors_total", ["output"], "file") >= 1);
        File.Delete(directory["log"]);
    }

    /// <summary>A real full disk: a small tmpfs of the test's own. Needs the right to mount.</summary>
    [Fact]
    public async Task Log_FullDisk_SurvivesAndRecoversWithoutATornLine()
    {
        using var directory = new TemporaryDirectory();
        string disk = Directory.CreateDirectory(directory["disk"]).FullName;
        ExternalResult mounted = await ExternalProcess.RunAsync("mount", ["-t", "tmpfs", "-o", "size=64k", "vigia-test", disk]);
        Assert.SkipUnless(mounted.ExitCode == 0, "No right to mount a small disk: " + mounted.Error);
        try
        {
            string ballast = Path.Combine(disk, "ballast");
            await File.WriteAllBytesAsync(ballast, new byte[40 * 1024]);
            using var log = new LogHarness(options =>
            {
                options.Path = Path.Combine(disk, "integracao.log");
                options.MaxBytes = 1_000_000;
            });
            const int Lines = 150;
            for (int i = 0; i < Lines; i++)
            {
                SampleMessages.ProcessedWithDetails(log.Logger, "msg", "http", "success", i);
            }

            // The disk takes about a hundred of these lines; wait until it has refused one.
            await UntilAsync(() => log.Metric("log_write_errors_total", ["output"], "file") > 0);
            Assert.NotEqual((byte)'\n', (await File.ReadAllBytesAsync(log.Path))[^1]);
            File.Delete(ballast);
            log.End();
            Assert.Equal(Enumerable.Range(0, Lines), log.Lines().Select(static line => line.GetProperty("details").GetProperty("processing_time_ms").GetInt32()));
        }
        finally
        {
            await ExternalProcess.RunAsync("umount", ["-l", disk]);
        }
    }

    [Fact]
    public async Task Log_Critical_IsWrittenWithoutWaitingForMore()
    {
        using var log = new LogHarness(static options => options.FlushInterval = TimeSpan.FromSeconds(10));
        SampleMessages.Processed(log.Logger);
        var clock = Stopwatch.StartNew();
        log.Logger.Log(LogLevel.Critical, "x");
        await UntilAsync(() => File.Exists(log.Path) && File.ReadAllText(log.Path).Contains("CRITICAL", StringComparison.Ordinal));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(9), "The line waited for the flush interval.");
    }

    [Fact]
    public void Log_AfterTheEnd_IsCountedAndDoesNotThrow()
    {
        using var log = new LogHarness();
        log.Provider.Dispose();
        SampleMessages.Processed(log.Logger);
        Assert.Equal(1, log.Dropped("INFO", "shutdown"));
    }

    [Fact]
    public void Log_BlockTimeoutOver_DropsTheLine()
    {
        using var directory = new TemporaryDirectory();
        File.CreateSymbolicLink(directory["log"], "/dev/full");
        using var log = new LogHarness(options =>
        {
            options.Path = directory["log"];
            options.BufferLines = 2;
            options.WhenFull = LogFullMode.Block;
            options.BlockTimeout = TimeSpan.FromMilliseconds(50);
            options.ShutdownTimeout = TimeSpan.FromMilliseconds(50);
        });
        for (int i = 0; i < 3; i++)
        {
            SampleMessages.Processed(log.Logger);
        }

        Assert.Equal(1, log.Dropped("INFO"));
        log.Provider.Dispose();
        File.Delete(directory["log"]);
    }

    /// <summary>The writer works on a thread of its own and offers no signal of what it has done to a file.</summary>
    private static async Task UntilAsync(Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), "It did not happen within 30 s.");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
