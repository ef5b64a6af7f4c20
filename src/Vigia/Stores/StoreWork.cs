using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Vigia.Checks;
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
        string folder = ExistingFolder(source);
        IReadOnlyList<StoreFinding> findings = MetricStoreCheck.Run(folder, cancellationToken);
        foreach (StoreFinding finding in findings)
        {
            terminal.Out.WriteLine($"{finding.File}: {finding.Problem}");
        }

        terminal.Out.WriteLine($"{folder}: {(findings.Count == 0 ? "nothing wrong" : CountText.Of(findings.Count, "thing") + " wrong")}");
        return findings.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
    }

    public static async Task<int> StatisticsAsync(ModuleSource source, Terminal terminal, CancellationToken cancellationToken)
    {
        string folder = ExistingFolder(source);
        await using MetricStore store = await OpenAsync(folder, cancellationToken);
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
        TellOfSetAside(folder, terminal);
        return ExitCodes.Success;
    }

    public static async Task<int> ExportAsync(ModuleSource source, string selector, double? start, double? end, Terminal terminal, CancellationToken cancellationToken)
    {
        PromqlParseResult parsed = PromqlParser.Parse(selector);
        if (parsed.HasErrors || parsed.Tree is not VectorSelector series)
        {
            throw new CommandException(
                parsed.HasErrors ? $"SELECTOR {selector}: {parsed.Diagnostics[0].Format(selector)}" : $"'{selector}' is no series selector.",
                "A selector is for example '{job=\"integracao\"}' or up.",
                ExitCodes.Usage);
        }

        string folder = ExistingFolder(source);
        await using MetricStore store = await OpenAsync(folder, cancellationToken);
        (long written, long skipped, IReadOnlyList<string> warnings) = await OpenMetricsExport.WriteAsync(
            store,
            new SeriesQuery { Matchers = series.Matchers, MinTime = Milliseconds(start) ?? long.MinValue / 2, MaxTime = Milliseconds(end) ?? long.MaxValue / 2 },
            terminal.Out,
            cancellationToken);
        foreach (string warning in warnings)
        {
            terminal.Error.WriteLine("warning: " + warning);
        }

        string left = skipped > 0 ? $"; {CountText.Of(skipped, "stale marker or native histogram", "stale markers and native histograms")} left out, which the format cannot say" : "";
        terminal.Error.WriteLine(CountText.Of(written, "sample") + left);
        return warnings.Count > 0 || TellOfSetAside(folder, terminal) ? ExitCodes.Failure : ExitCodes.Success;
    }

    public static async Task<int> ImportAsync(ModuleSource source, IReadOnlyList<string> files, Terminal terminal, CancellationToken cancellationToken)
    {
        await using MetricStore store = await OpenAsync(Folder(source), cancellationToken);
        foreach (string file in files)
        {
            byte[] text = await InputFile.ReadAsync(file, cancellationToken);
            var import = new MetricImport(store);
            long samples = await OpenMetricsImport.RunAsync(import, file, text, cancellationToken);
            await import.CompleteAsync(cancellationToken);
            terminal.Out.WriteLine($"{file}: {CountText.Of(samples, "sample")}");
        }

        return ExitCodes.Success;
    }

    private static async Task<MetricStore> OpenAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            // Old samples are what these commands are for: none is deleted for its age here.
            return await MetricStore.OpenAsync(
                new MetricStoreOptions { Folder = folder, Retention = TimeSpan.Zero, MaintenanceInterval = Timeout.InfiniteTimeSpan },
                TimeProvider.System,
                NullLogger.Instance,
                cancellationToken);
        }
        catch (IOException exception)
        {
            throw new CommandException(exception.Message, "Stop the monitor first: it has the store to itself.", innerException: exception);
        }
    }

    /// <summary>A damaged block is moved away when the store is opened: whoever asks must know that its samples are not in the answer.</summary>
    private static bool TellOfSetAside(string folder, Terminal terminal)
    {
        string quarantine = Path.Combine(folder, "quarantine");
        int blocks = Directory.Exists(quarantine) ? Directory.EnumerateFiles(quarantine).Count() : 0;
        if (blocks > 0)
        {
            terminal.Error.WriteLine($"warning: {CountText.Of(blocks, "damaged block")} in {quarantine}, not counted here; 'vigia tsdb check' names what is damaged.");
        }

        return blocks > 0;
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

    /// <exception cref="CommandException">There is none; one is not made by looking at it.</exception>
    private static string ExistingFolder(ModuleSource source)
    {
        string folder = Folder(source);
        return Directory.Exists(folder)
            ? folder
            : throw new CommandException($"There is no metric store {folder}.", "Name the data folder with --data; a monitor makes a store at its first start, and so does 'vigia tsdb import'.");
    }

    private static string Folder(ModuleSource source) => MonitorPaths.Within(source.DataDirectory()).File("metrics");
}
