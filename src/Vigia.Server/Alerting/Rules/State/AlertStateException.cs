namespace Vigia.Server.Alerting.Rules.State;

/// <summary>The file of alerts' state cannot be read or written.</summary>
internal sealed class AlertStateException(string message, Exception? inner = null) : Exception(message, inner);
