using System.Globalization;
using Vigia.Peers;

// Peers side by side on this machine. docs/benchmarks.md has the results.
if (args is not ["durable-ack", ..])
{
    Console.Error.WriteLine(
        """
        usage: dotnet run -c Release --project benchmarks/peers/Vigia.Peers -- COMMAND [OPTION=VALUE …]

          durable-ack  clients=64 rounds=5 seconds=10 bytes=512 protocols=http,websocket,mqtt
                       durable acknowledged messages a second, against RabbitMQ
        """);
    return 2;
}

Dictionary<string, string> options = args.Skip(1).Select(argument => argument.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[^1]);
return await DurableAcknowledgement.RunAsync(
    Number("clients", 64), Number("rounds", 5), TimeSpan.FromSeconds(Number("seconds", 10)), Number("bytes", 512),
    options.GetValueOrDefault("protocols", "http,websocket,mqtt").Split(',', StringSplitOptions.RemoveEmptyEntries));

int Number(string name, int fallback) =>
    options.TryGetValue(name, out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : fallback;
