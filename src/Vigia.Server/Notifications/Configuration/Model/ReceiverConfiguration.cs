namespace Vigia.Server.Notifications.Configuration.Model;

/// <summary>A receiver and the ways to reach it; one without any takes notices and does nothing.</summary>
internal sealed record ReceiverConfiguration(string Name, int Line, IReadOnlyList<IntegrationConfiguration> Integrations);
