using System.Globalization;
using Vigia.Peers;
using Vigia.Peers.Alerts;
using Vigia.Peers.Console;
using Vigia.Peers.Metrics;

// Peers side by side on this machine. docs/benchmarks.md has the results.
if (args is not ["durable-ack" or "monitoring-cost" or "metrics-engine" or "open-dashboards" or "rule-engine" or "alert-intake", ..])
{
    System.Console.Error.WriteLine(
        """
        usage: dotnet run -c Release --project benchmarks/peers/Vigia.Peers -- COMMAND [OPTION=VALUE …]

          durable-ack  clients=64 rounds=5 seconds=10 bytes=512 protocols=http,websocket,mqtt
                       durable acknowledged messages a second, against RabbitMQ
          monitoring-cost  clients=32 rounds=11 messages=20000 warmup=100000 [SETTING=VALUE …]
                       the module's CPU time per message with monitoring off and on
          metrics-engine  engines=prometheus,victoriametrics,vigia parts=write,query,disk,scrape series=200000 turns=20 scraped=200000
                       the monitor's engine against Prometheus and VictoriaMetrics
          open-dashboards  rounds=7 viewers=100 seconds=60
                       what a dashboard of 20 panels of 200 series over 24 h takes to appear, and costs while it is open
          rule-engine  rules=10000 rounds=8
                       alerting rules evaluated every 15 s, against Prometheus
          alert-intake  alerts=100000
                       firing alerts posted, posted again, and told of, against Alertmanager
        """);
    return 2;
}

Dictionary<string, string> options = args.Skip(1).Select(argument => argument.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[^1]);
if (args[0] == "monitoring-cost")
{
    return await MonitoringCost.RunAsync(
        Number("clients", 32), Number("rounds", 11), Number("messages", 20_000), Number("warmup", 100_000), [.. args.Where(argument => argument.Contains(':', StringComparison.Ordinal))]);
}

if (args[0] == "metrics-engine")
{
    return await MetricsEngine.RunAsync(
        options.GetValueOrDefault("engines", "prometheus,victoriametrics,vigia").Split(',', StringSplitOptions.RemoveEmptyEntries),
        options.GetValueOrDefault("parts", "write,query,disk,scrape").Split(',', StringSplitOptions.RemoveEmptyEntries),
        Number("series", 200_000), Number("turns", 20), Number("scraped", 200_000));
}

if (args[0] == "open-dashboards")
{
    return await OpenDashboards.RunAsync(Number("rounds", 7), Number("viewers", 100), Number("seconds", 60));
}

if (args[0] == "rule-engine")
{
    return await RuleEngine.RunAsync(Number("rules", 10_000), Number("rounds", 8));
}

if (args[0] == "alert-intake")
{
    return await AlertIntake.RunAsync(Number("alerts", 100_000));
}

return await DurableAcknowledgement.RunAsync(
    Number("clients", 64), Number("rounds", 5), TimeSpan.FromSeconds(Number("seconds", 10)), Number("bytes", 512),
    options.GetValueOrDefault("protocols", "http,websocket,mqtt").Split(',', StringSplitOptions.RemoveEmptyEntries));

int Number(string name, int fallback) =>
    options.TryGetValue(name, out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : fallback;
