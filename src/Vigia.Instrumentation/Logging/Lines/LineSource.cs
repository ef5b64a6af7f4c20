using System.Text;

namespace Vigia.Instrumentation.Logging.Lines;

/// <summary>Where lines come from: a service's component. Holds the parts of a line that never change.</summary>
internal sealed class LineSource
{
    public static readonly string[] LevelNames = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"];

    /// <summary>Longest name of a service or component.</summary>
    private const int MaxName = 128;

    private readonly byte[][] _afterTimestamp;

    public LineSource(string service, string component)
    {
        Component = component;
        ComponentText = Encoding.UTF8.GetBytes(component);
        _afterTimestamp = Array.ConvertAll(LevelNames, level =>
        {
            var json = new JsonText(256);
            json.Raw("\",\"level\":\""u8);
            json.Raw(Encoding.UTF8.GetBytes(level));
            json.Raw("\",\"service\":"u8);
            json.String(service, MaxName);
            json.Raw(",\"component\":"u8);
            json.String(component, MaxName);
            json.Raw(",\"message\":"u8);
            return json.Written.ToArray();
        });
    }

    public string Component { get; }

    public ReadOnlyMemory<byte> ComponentText { get; }

    /// <summary>From the timestamp's closing quote to the message's place.</summary>
    public ReadOnlySpan<byte> AfterTimestamp(LogSeverity severity) => _afterTimestamp[(int)severity];
}
