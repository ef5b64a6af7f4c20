using System.Reflection;
using System.Text;
using Vigia.Model.Messages;

namespace Vigia.Integration.Tests.Processing;

/// <summary>Messages for tests.</summary>
internal static class Samples
{
    /// <summary>The built assembly of samples/Vigia.Samples.Processor.</summary>
    public static string ProcessorAssembly { get; } = Path.GetFullPath(
        typeof(Samples).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static a => a.Key == "SampleProcessor").Value!);

    public static Message Message(string id = "msg_1", string payload = "{}", string type = "order.created") => new()
    {
        Id = id,
        Type = type,
        Protocol = "http",
        Subject = "key:test",
        ReceivedAt = DateTimeOffset.Parse("2024-01-01T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture),
        Payload = Encoding.UTF8.GetBytes(payload),
    };

    public static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
