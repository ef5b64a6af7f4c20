using Microsoft.AspNetCore.Builder;
using Vigia.Output;

namespace Vigia.Hosting;

/// <summary>
/// What a person should know once the module has started: what listens where, where data and logs are, and what to do
/// next. A panel on a terminal; elsewhere plain lines on the standard error, since the standard output carries the JSON log.
/// </summary>
internal sealed record StartupReport(
    string Version, ListeningAddresses Addresses, string ConfigFile, string DataDirectory, string? LogFile, string? FirstKey)
{
    public static StartupReport Of(WebApplication app, ModuleSource source, string? firstKey)
    {
        string log = app.Configuration["Instrumentation:Logging:Path"] ?? "logs/integracao.log";
        return new StartupReport(
            typeof(StartupReport).Assembly.GetName().Version!.ToString(3),
            ListeningAddresses.Of(app),
            source.ConfigFile,
            source.DataDirectory(),
            log.Length == 0 ? null : Path.GetFullPath(log),
            firstKey);
    }

    /// <summary>Prints the key of the first start: this once, and never to a log.</summary>
    public static void WriteKey(TextWriter writer, string key)
    {
        writer.WriteLine("This is the first start on this data, so an API key was made. It is shown only now:");
        writer.WriteLine("  " + key);
    }

    public void Write(Terminal terminal)
    {
        using var text = new StringWriter();
        ReadyPanel.Write(terminal, text, $"Vigia {Version} is ready", [.. Rows()]);
        WriteNext(text);

        // In one piece, so that lines of the log do not come in between.
        (terminal.IsInteractive ? terminal.Out : terminal.Error).Write(text.ToString());
    }

    private IEnumerable<(string Name, string Value)> Rows()
    {
        yield return ("HTTP", new Uri(Addresses.Http, "/api/v1/messages").ToString());
        if (Addresses.HasWebSocket)
        {
            yield return ("WebSocket", Addresses.WebSocket.ToString());
        }

        if (Addresses.Mqtt is { } mqtt)
        {
            yield return ("MQTT", mqtt.Authority + (mqtt.Scheme == "mqtts" ? " (TLS)" : ""));
        }

        yield return ("Metrics", new Uri(Addresses.Http, "/metrics").ToString());
        yield return ("Health", new Uri(Addresses.Http, "/health").ToString());
        yield return ("Config", ConfigFile);
        yield return ("Data", DataDirectory);
        yield return ("Log", LogFile ?? "no file");
    }

    private void WriteNext(StringWriter text)
    {
        if (FirstKey is { } key)
        {
            WriteKey(text, key);
        }

        text.WriteLine("Send a message:");
        text.WriteLine("  " + CurlExample.Send(Addresses.Http, FirstKey ?? "$KEY"));
        if (FirstKey is null)
        {
            text.WriteLine("  ($KEY is an API key: 'vigia key create NAME' makes one.)");
        }

        text.WriteLine("Ctrl+C stops it; what is in hand is finished first.");
    }
}
