using Microsoft.Extensions.Options;
using Vigia.Instrumentation.Metrics;
using Vigia.Model.Access;
using Vigia.Server.Access.Audit;
using Vigia.Server.Access.Callers;
using Vigia.Server.Access.Database;
using Vigia.Server.Access.Users;

namespace Vigia.Server.Access.Sessions;

/// <summary>
/// The sessions of the console's users. They outlive a restart, and end by logout, by running out, with the user's password, and when the user is
/// disabled or removed. A live circuit, which has no requests to be refused, asks <see cref="Find"/> and is told by <see cref="Watch"/>. Thread safe.
/// </summary>
public sealed class SessionDirectory
{
    private const int MaxUserAgent = 200;

    private readonly AccessDatabase _database;
    private readonly AccessState _state;
    private readonly SessionWatch _watch;
    private readonly AccessOptions _options;
    private readonly TimeProvider _time;
    private readonly MetricFamily<Counter> _ended;

    internal SessionDirectory(
        AccessDatabase database, AccessState state, SessionWatch watch, IOptions<AccessOptions> options, TimeProvider time, MetricRegistry metrics)
    {
        _database = database;
        _state = state;
        _watch = watch;
        _options = options.Value;
        _time = time;
        _ended = metrics.CreateCounter("vigia_sessions_ended_total", "Sessions of the console that ended, by reason.", ["reason"]);
        Gauge sessions = metrics.CreateGauge("vigia_sessions", "Sessions of the console.");
        metrics.OnCollect(() => sessions.Set(state.Current.Sessions.Count));
    }

    /// <summary>Every session, the newest use first.</summary>
    public IReadOnlyList<Session> List() => List(static _ => true);

    /// <summary>A user's sessions, the newest use first.</summary>
    public IReadOnlyList<Session> ListOf(string userName) =>
        UserNames.TryNormalize(userName, out string? name) ? List(entry => entry.User.Name == name) : [];

    /// <summary>What the user of a session may do now; null: the session is over. No use of the session.</summary>
    /// <param name="sessionId">Of <see cref="AccessClaims.SessionId"/>.</param>
    public Caller? Find(string sessionId) => Entry(sessionId)?.Caller;

    /// <summary>
    /// Counts as a use of the session, for what a user does in a live circuit. Costs next to nothing.
    /// </summary>
    /// <returns>False: the session is over.</returns>
    public bool Touch(string sessionId)
    {
        SessionEntry? entry = Entry(sessionId);
        entry?.Use.Note(_time.GetUtcNow());
        return entry is not null;
    }

    /// <summary>Tells of what happens to a session, from any thread, until the answer is disposed or the session is over; at once where it is.</summary>
    /// <param name="sessionId">Of <see cref="AccessClaims.SessionId"/>.</param>
    /// <param name="told">Must not block. What it throws is logged.</param>
    public IDisposable Watch(string sessionId, Action<SessionChange> told)
    {
        SessionWatch.Watcher watcher = _watch.Add(sessionId, told);

        // Asked after it was added: an end in between would be told twice rather than never.
        if (Entry(sessionId) is null)
        {
            watcher.Dispose();
            watcher.Tell(SessionChange.Ended);
        }

        return watcher;
    }

    /// <summary>Ends a session.</summary>
    /// <returns>False: there is none of this id.</returns>
    public bool End(string sessionId, Actor actor) => End(sessionId, actor, AuditActions.SessionEnded);

    /// <summary>Ends a user's sessions.</summary>
    /// <param name="userName">Whose.</param>
    /// <param name="actor">Who ends them.</param>
    /// <param name="kept">A session that goes on; null: none.</param>
    /// <returns>How many.</returns>
    public int EndAllOf(string userName, Actor actor, string? kept = null)
    {
        if (!UserNames.TryNormalize(userName, out string? name) || !_state.Current.Users.TryGetValue(name, out StoredUser? user))
        {
            return 0;
        }

        int count = _database.Write(transaction =>
        {
            int ended = SessionStore.DeleteOf(transaction, user.User.Id, kept);
            if (ended > 0)
            {
                AuditTrail.Insert(transaction, _time.GetUtcNow(), actor, AuditActions.SessionEnded, name, "all sessions");
            }

            return ended;
        });
        _ended.WithLabels("ended").Increment(count);
        _state.Refresh();
        return count;
    }

    /// <summary>The session of a cookie's value, which this counts as a use of; null: there is none, or none any more.</summary>
    internal SessionEntry? Use(ReadOnlySpan<char> secret)
    {
        if (secret.Length != AccessSecret.Length || !_state.Current.Sessions.TryGetValue(SecretHash.Of(secret), out SessionEntry? entry))
        {
            return null;
        }

        DateTimeOffset now = _time.GetUtcNow();
        if (entry.ExpiresAt(_options) <= now)
        {
            return null;
        }

        entry.Use.Note(now);
        return entry;
    }

    /// <summary>Makes a session, and ends others where the user, or all, have too many.</summary>
    /// <returns>Its id, and the value of its cookie.</returns>
    internal (string Id, string Secret) Start(AccessTransaction transaction, User user, string? address, string? userAgent)
    {
        string secret = AccessSecret.Create(AccessSecret.SessionPrefix);
        DateTimeOffset now = _time.GetUtcNow();
        int trimmed = SessionStore.TrimUser(transaction, user.Id, _options.MaxSessionsPerUser - 1) + SessionStore.TrimAll(transaction, _options.MaxSessions - 1);
        _ended.WithLabels("bound").Increment(trimmed);
        string? agent = userAgent is { Length: > MaxUserAgent } ? userAgent[..MaxUserAgent] : userAgent;
        var session = new StoredSession(AccessIds.Create('s'), SecretHash.Of(secret), user.Id, now, now, address, agent);
        SessionStore.Insert(transaction, session);
        return (session.Id, secret);
    }

    internal bool LogOut(string sessionId, Actor actor) => End(sessionId, actor, AuditActions.Logout);

    /// <summary>Removes the sessions that ran out.</summary>
    internal void Sweep()
    {
        DateTimeOffset now = _time.GetUtcNow();
        string[] over = [.. _state.Current.Sessions.Values.Where(entry => entry.ExpiresAt(_options) <= now).Select(static entry => entry.Id)];
        if (over.Length == 0)
        {
            return;
        }

        _database.Write(transaction => over.Sum(id => SessionStore.Delete(transaction, id)));
        _ended.WithLabels("expired").Increment(over.Length);
        _state.Refresh();
    }

    private bool End(string sessionId, Actor actor, string action)
    {
        string? name = Entry(sessionId)?.User.Name;
        bool ended = _database.Write(transaction =>
            SessionStore.Delete(transaction, sessionId) > 0
            && AuditTrail.Insert(transaction, _time.GetUtcNow(), actor, action, name, sessionId));
        if (ended)
        {
            _ended.WithLabels(action == AuditActions.Logout ? "logout" : "ended").Increment();
            _state.Refresh();
        }

        return ended;
    }

    private SessionEntry? Entry(string sessionId) =>
        _state.Current.SessionsById.TryGetValue(sessionId, out SessionEntry? entry) && entry.ExpiresAt(_options) > _time.GetUtcNow() ? entry : null;

    private List<Session> List(Func<SessionEntry, bool> isWanted)
    {
        DateTimeOffset now = _time.GetUtcNow();
        return
        [
            .. _state.Current.Sessions.Values.Where(entry => isWanted(entry) && entry.ExpiresAt(_options) > now)
                .Select(entry => entry.Describe(_options))
                .OrderByDescending(static session => session.LastSeenAt).ThenBy(static session => session.Id, StringComparer.Ordinal),
        ];
    }
}
