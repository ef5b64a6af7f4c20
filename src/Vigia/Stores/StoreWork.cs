using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Vigia.Hosting;
using Vigia.Model.Metrics;
using Vigia.Output;
using Vigia.PromQL.Syntax;
using Vigia.PromQL.Syntax.Tree;
using Vigia.Server.Hosting;
using Vigia.Storage.Metrics;
using Vigia.Storage.Metrics.Administration;

namespace Vigia.Stores;

/// <summary>Works on a metric store that no monitor has open.</summary>
internal static class StoreWork
{
    public static int Check(ModuleSource source, Terminal terminal, CancellationToken cancellationToken)
    {
        string folder = Folder(source);
        IReadOnlyList<StoreFinding> findings = MetricStoreCheck.Run(folder, cancellationToken);
        foreach (StoreFinding finding in findings)
        {
            terminal.Out.WriteLine($"{finding.File}: {finding.Problem}");
        }

        terminal.Out.WriteLine($"{folder}: {(findings.Count == 0 ? "nothing wrong" : $"{findings.Count} found")}");
        return findings.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
    }

    public static async Task<int> StatisticsAsync(ModuleSource source, Terminal terminal, CancellationToken cancellationToken)
    {
        await using MetricStore store = await OpenAsync(source, cancellationToken);
        TextTable.Write(terminal.Out, ["BLOCK", "FROM", "TO", "SERIES", "SAMPLES", "BYTES", "BYTES/SAMPLE"], store.Blocks.Select(static block => (string[])
        [
            Number(block.Number),
            TextTable.Date(DateTimeOffset.FromUnixTimeMilliseconds(block.MinTime)),
            TextTable.Date(DateTimeOffset.FromUnixTimeMilliseconds(block.MaxTime)),
            Number(block.Series),
            Number(block.Samples),
            Number(block.Bytes),
            ((double)block.Bytes / Math.Max(1, block.Samples)).ToString("F2", CultureInfo.InvariantCulture),
        ]));
        HeadStatistics head = store.HeadStatistics(10);
        terminal.Out.WriteLine();
        terminal.Out.WriteLine($"In memory: {Number(head.Series)} series, {Number(head.LabelPairs)} label pairs, {Number(head.Chunks)} chunks of {Number(head.ChunkBytes)} bytes");
        Write(terminal, "SERIES BY METRIC", head.SeriesByMetricName);
        Write(terminal, "VALUES BY LABEL", head.ValuesByLabelName);
        Write(terminal, "SERIES BY LABEL PAIR", head.SeriesByLabelPair);
        return ExitCodes.Success;
    }

    public static async Task<int> ExportAsync(ModuleSource source, string selector, double? start, double? end, Terminal terminal, CancellationToken cancellationToken)
    {
        PromqlParseResult parsed = PromqlParser.Parse(selector);
        if (parsed.HasErrors || parsed.Tree is not VectorSelector series)
        {
            throw new CommandException(parsed.HasErrors ? parsed.Diagnostics[0].Format(selector) : $"'{selector}' is no series selector.", exitCode: ExitCodes.Usage);
        }

        await using MetricStore store = await OpenAsync(source, cancellationToken);
        (long written, long skipped) = await OpenMetricsExport.WriteAsync(
            store,
            new SeriesQuery { Matchers = series.Matchers, MinTime = Milliseconds(start) ?? long.MinValue / 2, MaxTime = Milliseconds(end) ?? long.MaxValue / 2 },
            terminal.Out,
            cancellationToken);
        terminal.Error.WriteLine($"{Number(written)} samples{(skipped > 0 ? $"; {Number(skipped)} stale markers and native histograms left out, which the format cannot say" : "")}");
        return ExitCodes.Success;
    }

    public static async Task<int> ImportAsync(ModuleSource source, IReadOnlyList<string> files, Terminal terminal, CancellationToken cancellationToken)
    {
        await using MetricStore store = await OpenAsync(source, cancellationToken);
        foreach (string file in files)
        {
            var import = new MetricImport(store);
            long samples = await OpenMetricsImport.RunAsync(import, file, await File.ReadAllBytesAsync(file, cancellationToken), cancellationToken);
            await import.CompleteAsync(cancellationToken);
            terminal.Out.WriteLine($"{file}: {Number(samples)} samples");
        }

        return ExitCodes.Success;
    }

    private static async Task<MetricStore> OpenAsync(ModuleSource source, CancellationToken cancellationToken)
    {
        try
        {
            // Old samples are what these commands are for: none is deleted for its age here.
            return await MetricStore.OpenAsync(
                new MetricStoreOptions { Folder = Folder(source), Retention = TimeSpan.Zero, MaintenanceInterval = Timeout.InfiniteTimeSpan },
                TimeProvider.System,
                NullLogger.Instance,
                cancellationToken);
        }
        catch (IOException exception)
        {
            throw new CommandException(exception.Message, "Stop the monitor first: it has the store to itself.", innerException: exception);
        }
    }

    private static void Write(Terminal terminal, string title, IReadOnlyList<CountedName> names)
    {
        if (names.Count > 0)
        {
            terminal.Out.WriteLine();
            TextTable.Write(terminal.Out, [title, "COUNT"], names.Select(static name => (string[])[name.Name, Number(name.Count)]));
        }
    }

    private static long? Milliseconds(double? seconds) => seconds is { } value ? (long)(value * 1000) : null;

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Folder(ModuleSource source) => MonitorPaths.Within(source.DataDirectory()).File("metrics");
}
