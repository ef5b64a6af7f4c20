namespace Vigia.Hosting;

/// <summary>Command lines to copy.</summary>
internal static class CurlExample
{
    /// <summary>Sends a message.</summary>
    public static string Send(Uri module, string key, string type = "pedido.criado") =>
        $"curl {new Uri(module, "/api/v1/messages")} -H \"Authorization: Bearer {key}\" -H 'Content-Type: application/json' -d '{{\"type\":\"{type}\",\"payload\":{{\"pedido\":1}}}}'";
}
