using Vigia.Server.Notifications.Dispatch;

namespace Vigia.Server.Notifications.Delivery;

/// <summary>Sends notices over one way. Safe from any thread.</summary>
internal interface INotifier : IDisposable
{
    /// <summary>Sends one notice once. Fails by its result; throws only when it is cancelled.</summary>
    Task<SendResult> SendAsync(Notice notice, CancellationToken cancellationToken);
}
