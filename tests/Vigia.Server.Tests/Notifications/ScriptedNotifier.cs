using Vigia.Server.Notifications.Delivery;
using Vigia.Server.Notifications.Dispatch;

namespace Vigia.Server.Tests.Notifications;

/// <summary>Stands where a notifier does and answers at once as it is told, or not at all, so that only the clock decides what follows.</summary>
internal sealed class ScriptedNotifier(TimeProvider time, Func<int, SendResult?> answer) : INotifier
{
    /// <summary>When each attempt began.</summary>
    public List<DateTimeOffset> Attempts { get; } = [];

    public async Task<SendResult> SendAsync(Notice notice, CancellationToken cancellationToken)
    {
        Attempts.Add(time.GetUtcNow());
        if (answer(Attempts.Count) is { } result)
        {
            return result;
        }

        // Never answers: ends with the attempt.
        var hanging = new TaskCompletionSource<SendResult>();
        await using CancellationTokenRegistration end = cancellationToken.Register(() => hanging.TrySetCanceled(cancellationToken));
        return await hanging.Task;
    }

    public void Dispose()
    {
    }
}
