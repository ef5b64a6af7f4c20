using Vigia.Server.Notifications.Delivery;

namespace Vigia.Server.Notifications;

/// <summary>One way to a receiver.</summary>
/// <param name="Name">As in <c>slack[0]</c>.</param>
/// <param name="SendsResolved">Whether it tells of alerts that no longer fire.</param>
/// <param name="Pending">Notices that wait or are being sent.</param>
/// <param name="IsPaused">Whether it is left alone for now, after failures or because it asked.</param>
/// <param name="Last">What came of the last attempt since the start; null: there was none.</param>
public sealed record IntegrationStatus(string Name, bool SendsResolved, int Pending, bool IsPaused, LastAttempt? Last);
