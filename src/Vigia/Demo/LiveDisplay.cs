using System.Globalization;
using Spectre.Console;
using Vigia.Demo.Alerts;

namespace Vigia.Demo;

/// <summary>A table that is drawn again each half second, for a terminal.</summary>
internal sealed class LiveDisplay(IAnsiConsole console, DemoScenario scenario, TimeSpan? duration, TimeProvider time) : IDemoDisplay
{
    private const int AlertsShown = 8;

    public TimeSpan Interval => TimeSpan.FromSeconds(0.5);

    public Task RunAsync(Func<CancellationToken, Task<DemoProgress>> read, CancellationToken cancellationToken) =>
        console.Live(new Text("")).AutoClear(true).StartAsync(async context =>
        {
            using var timer = new PeriodicTimer(Interval, time);
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                context.UpdateTarget(Draw(await read(cancellationToken)));
            }
        });

    private Rows Draw(DemoProgress progress)
    {
        string left = duration is { } total
            ? string.Create(CultureInfo.InvariantCulture, $"{progress.Elapsed.TotalSeconds:F0} of {total.TotalSeconds:F0} s")
            : string.Create(CultureInfo.InvariantCulture, $"{progress.Elapsed.TotalSeconds:F0} s, Ctrl+C ends it");
        return new Rows(
            Markup.FromInterpolated(CultureInfo.InvariantCulture, $"[bold]{scenario.Name}[/]  [grey]{left}[/]"),
            Protocols(progress.Protocols),
            progress.Module is { } module ? Module(module) : Markup.FromInterpolated(CultureInfo.InvariantCulture, $"[red]the module does not answer[/]"),
            new Rows(progress.Alerts.TakeLast(AlertsShown).Select(Alert)));
    }

    internal static Table Protocols(IReadOnlyList<ProtocolTally> protocols)
    {
        Table table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
        table.AddColumn("protocol");
        foreach (string column in new[] { "sent", "acknowledged", "rejected", "failed", "median", "p95" })
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (ProtocolTally each in protocols)
        {
            table.AddRow(
                each.Protocol,
                Count(each.Sent),
                $"[green]{Count(each.Acknowledged)}[/]",
                Coloured(each.Rejected, "yellow"),
                Coloured(each.Failed, "red"),
                PlainDisplay.Milliseconds(each.Median),
                PlainDisplay.Milliseconds(each.P95));
        }

        return table;
    }

    private static Markup Alert(AlertLine line)
    {
        string colour = line.State switch { AlertDiary.Firing => "red", AlertDiary.Pending => "yellow", _ => "green" };
        return Markup.FromInterpolated(CultureInfo.InvariantCulture, $"[{colour}]{line.ToString()}[/]");
    }

    private static Markup Module(ModuleReading module)
    {
        string queue = module.QueueSize > 1000 ? "red" : "green";
        return new Markup(string.Create(
            CultureInfo.InvariantCulture,
            $"queue [{queue}]{module.QueueSize:N0}[/]   processed {module.Processed:N0}   dead letters {Coloured((long)module.DeadLetters, "yellow")}   errors {Coloured((long)module.Errors, "yellow")}   refused attempts {Coloured((long)module.RefusedAttempts, "yellow")}   memory {module.MemoryBytes / 1024 / 1024:F0} MiB"));
    }

    private static string Coloured(long value, string colour) => value == 0 ? "0" : $"[{colour}]{Count(value)}[/]";

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
