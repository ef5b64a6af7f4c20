using System.Security.Cryptography.X509Certificates;

namespace Vigia.Testing;

/// <summary>What stays the same when the program is started again.</summary>
/// <param name="Program">The path of <c>vigia.dll</c>.</param>
/// <param name="Folder">Where data and logs lie.</param>
/// <param name="Port">HTTP and WebSocket.</param>
/// <param name="MqttPort">MQTT.</param>
/// <param name="Key">An API key that may do everything.</param>
/// <param name="Settings">Settings over the shipped ones.</param>
public sealed record VigiaSetup(string Program, string Folder, int Port, int MqttPort, string Key, IReadOnlyList<string> Settings)
{
    /// <summary>Signed the certificates of its listeners, where the settings give them TLS.</summary>
    public X509Certificate2? Authority { get; init; }
}
