namespace Vigia.Demo.Clients;

/// <summary>The module answered CONNECT with a refusal.</summary>
internal sealed class MqttRefusedException(string code) : Exception(code);
