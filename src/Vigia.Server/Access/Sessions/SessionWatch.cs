using Microsoft.Extensions.Logging;

namespace Vigia.Server.Access.Sessions;

/// <summary>Who wants to know of what happens to which session. Bounded by the live circuits, of which each watches its one. Thread safe.</summary>
internal sealed partial class SessionWatch(ILogger<SessionWatch> logger)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<Watcher>> _watchers = new(StringComparer.Ordinal);

    public Watcher Add(string sessionId, Action<SessionChange> told)
    {
        var watcher = new Watcher(this, sessionId, told);
        lock (_lock)
        {
            if (!_watchers.TryGetValue(sessionId, out List<Watcher>? list))
            {
                _watchers.Add(sessionId, list = []);
            }

            list.Add(watcher);
        }

        return watcher;
    }

    /// <summary>Tells those who watch a session; not to be called within a lock.</summary>
    public void Tell(string sessionId, SessionChange change)
    {
        Watcher[] told;
        lock (_lock)
        {
            if (!_watchers.TryGetValue(sessionId, out List<Watcher>? list))
            {
                return;
            }

            told = [.. list];
            if (change is SessionChange.Ended)
            {
                _watchers.Remove(sessionId);
            }
        }

        foreach (Watcher watcher in told)
        {
            watcher.Tell(change);
        }
    }

    private void Remove(Watcher watcher)
    {
        lock (_lock)
        {
            if (_watchers.TryGetValue(watcher.SessionId, out List<Watcher>? list) && list.Remove(watcher) && list.Count == 0)
            {
                _watchers.Remove(watcher.SessionId);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Falha ao avisar do fim da sessão {sessionId}")]
    private partial void LogFailed(Exception exception, string sessionId);

    /// <summary>One who watches, until disposed.</summary>
    internal sealed class Watcher(SessionWatch watch, string sessionId, Action<SessionChange> told) : IDisposable
    {
        public string SessionId => sessionId;

        public void Tell(SessionChange change)
        {
            try
            {
                told(change);
            }
            catch (Exception exception)
            {
                // One circuit's fault must not keep the others from learning that their session is over.
                watch.LogFailed(exception, sessionId);
            }
        }

        public void Dispose() => watch.Remove(this);
    }
}
