using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Vigia.Output;
using Vigia.Queries;

namespace Vigia.Commands;

/// <summary><c>vigia query instant|range|series|labels</c></summary>
internal static class QueryCommand
{
    private static readonly string[] Examples =
    [
        "vigia query instant 'sum by (protocol) (rate(messages_processed_total[5m]))'",
        "vigia query range 'queue_size' --since 1h --step 15s",
        "vigia query series --match 'up{job=\"integracao\"}'",
        "vigia query labels protocol --match messages_processed_total",
    ];

    public static Command Create(Terminal terminal, ExamplesHelpAction help)
    {
        var command = new Command("query", "Ask the monitor, or any server with Prometheus' API.");
        help.Set(command, Examples);
        command.Add(CreateInstant(terminal));
        command.Add(CreateRange(terminal));
        command.Add(CreateSeries(terminal));
        command.Add(CreateLabels(terminal));
        return command;
    }

    private static Command CreateInstant(Terminal terminal)
    {
        var command = new Command("instant", "Evaluate a query at one time.");
        var query = new Argument<string>("QUERY") { Description = "PromQL." };
        var time = new Option<string?>("--time") { Description = "Seconds since 1970 or RFC 3339. Default: now", HelpName = "TIME" };
        command.Arguments.Add(query);
        command.Options.Add(time);
        var server = new ServerOptions(command);
        command.SetAction((parsed, token) => server.AskAsync(
            parsed, terminal, "/api/v1/query", [new("query", parsed.GetRequiredValue(query)), .. Given("time", parsed.GetValue(time))], QueryText.Write, token));
        return command;
    }

    private static Command CreateRange(Terminal terminal)
    {
        var command = new Command("range", "Evaluate a query over a time.");
        var query = new Argument<string>("QUERY") { Description = "PromQL." };
        var start = new Option<string?>("--start") { Description = "Seconds since 1970 or RFC 3339. Default: --since before the end", HelpName = "TIME" };
        var end = new Option<string?>("--end") { Description = "Default: now", HelpName = "TIME" };
        var since = new Option<string>("--since") { Description = "How long before the end it begins.", HelpName = "DURATION", DefaultValueFactory = static _ => "5m" };
        var step = new Option<string?>("--step") { Description = "Default: a 250th of the time, at least a second", HelpName = "DURATION" };
        command.Arguments.Add(query);
        command.Options.Add(start);
        command.Options.Add(end);
        command.Options.Add(since);
        command.Options.Add(step);
        var server = new ServerOptions(command);
        command.SetAction((parsed, token) =>
        {
            double last = QueryTime.Parse("--end", parsed.GetValue(end)) ?? (TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0);
            double first = QueryTime.Parse("--start", parsed.GetValue(start)) ?? (last - QueryTime.Duration("--since", parsed.GetValue(since)!));
            string width = parsed.GetValue(step) ?? Seconds(Math.Max(1, Math.Floor((last - first) / 250)));
            return server.AskAsync(
                parsed,
                terminal,
                "/api/v1/query_range",
                [new("query", parsed.GetRequiredValue(query)), new("start", Seconds(first)), new("end", Seconds(last)), new("step", width)],
                QueryText.Write,
                token);
        });
        return command;
    }

    private static Command CreateSeries(Terminal terminal)
    {
        var command = new Command("series", "List series.");
        var match = new Option<string[]>("--match") { Description = "A selector; may be repeated.", HelpName = "SELECTOR", Required = true };
        command.Options.Add(match);
        var server = new ServerOptions(command);
        command.SetAction((parsed, token) => server.AskAsync(
            parsed,
            terminal,
            "/api/v1/series",
            parsed.GetRequiredValue(match).Select(static text => new KeyValuePair<string, string>("match[]", text)),
            static (output, data) =>
            {
                foreach (JsonElement series in data.EnumerateArray())
                {
                    output.WriteLine(QueryText.Series(series));
                }
            },
            token));
        return command;
    }

    private static Command CreateLabels(Terminal terminal)
    {
        var command = new Command("labels", "List label names, or the values of one label.");
        var name = new Argument<string?>("NAME") { Description = "The label whose values are listed.", Arity = ArgumentArity.ZeroOrOne };
        var match = new Option<string[]>("--match") { Description = "Only of these series; may be repeated.", HelpName = "SELECTOR" };
        command.Arguments.Add(name);
        command.Options.Add(match);
        var server = new ServerOptions(command);
        command.SetAction((parsed, token) => server.AskAsync(
            parsed,
            terminal,
            parsed.GetValue(name) is { } label ? $"/api/v1/label/{Uri.EscapeDataString(label)}/values" : "/api/v1/labels",
            (parsed.GetValue(match) ?? []).Select(static text => new KeyValuePair<string, string>("match[]", text)),
            static (output, data) =>
            {
                foreach (JsonElement text in data.EnumerateArray())
                {
                    output.WriteLine(text.GetString());
                }
            },
            token));
        return command;
    }

    private static IEnumerable<KeyValuePair<string, string>> Given(string name, string? value) => value is null ? [] : [new(name, value)];

    private static string Seconds(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
