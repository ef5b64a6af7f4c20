namespace Vigia.Server.Notifications;

/// <summary>A receiver as it is now.</summary>
public sealed record ReceiverStatus(string Name, IReadOnlyList<IntegrationStatus> Integrations);
