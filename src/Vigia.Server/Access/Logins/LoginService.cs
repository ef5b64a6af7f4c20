using System.Threading.RateLimiting;
using Microsoft.Extensions.Logging;
using Vigia.Instrumentation.Metrics;
using Vigia.Server.Access.Audit;
using Vigia.Server.Access.Callers;
using Vigia.Server.Access.Database;
using Vigia.Server.Access.Sessions;
using Vigia.Server.Access.Users;

namespace Vigia.Server.Access.Logins;

/// <summary>Lets users in and out, and lets them change their passwords. Thread safe.</summary>
internal sealed partial class LoginService : IDisposable
{
    private readonly AccessDatabase _database;
    private readonly AccessState _state;
    private readonly UserDirectory _users;
    private readonly SessionDirectory _sessions;
    private readonly PasswordHashing _hashing;
    private readonly LoginThrottle _throttle;
    private readonly TimeProvider _time;
    private readonly ILogger<LoginService> _logger;
    private readonly MetricFamily<Counter> _attempts;

    // What a guesser can make the log and the audit grow by; the counter counts every attempt.
    private readonly TokenBucketRateLimiter _written = new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = 50,
        TokensPerPeriod = 1,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
    });

    public LoginService(
        AccessDatabase database,
        AccessState state,
        UserDirectory users,
        SessionDirectory sessions,
        PasswordHashing hashing,
        LoginThrottle throttle,
        TimeProvider time,
        MetricRegistry metrics,
        ILogger<LoginService> logger)
    {
        _database = database;
        _state = state;
        _users = users;
        _sessions = sessions;
        _hashing = hashing;
        _throttle = throttle;
        _time = time;
        _logger = logger;
        _attempts = metrics.CreateCounter("vigia_login_attempts_total", "Logins to the console, by what came of them.", ["result"]);
    }

    /// <summary>Checks name and password and makes a session. Takes as long where there is no such user.</summary>
    public async Task<LoginResult> LoginAsync(LoginRequest request, CancellationToken cancellationToken)
    {
        // What can be nobody's name is tried like any other, so that it tells no more.
        string name = UserNames.TryNormalize(request.UserName, out string? normal) ? normal : "";
        if (_throttle.Begin(request.Place, name) is { Ticks: > 0 } wait)
        {
            return Refuse(request, name, new LoginResult(AccessErrors.Locked) { RetryAfter = wait });
        }

        StoredUser? stored = _state.Current.Users.GetValueOrDefault(name);
        LoginResult result;
        try
        {
            PasswordCheck check = await _hashing.CheckAsync(stored?.PasswordHash, request.Password, cancellationToken);
            if (stored is null || check is PasswordCheck.Wrong)
            {
                return Refuse(request, name, new LoginResult(AccessErrors.Credentials));
            }

            string hash = check is PasswordCheck.RightButOldHash ? await _hashing.HashAsync(request.Password, cancellationToken) : stored.PasswordHash;
            result = _database.Write(transaction => Enter(transaction, request, stored, hash));
        }
        catch (AccessException exception) when (exception.Code == AccessErrors.Busy)
        {
            return Refuse(request, name, new LoginResult(AccessErrors.Busy) { RetryAfter = TimeSpan.FromSeconds(2) });
        }

        if (result.Error is not null)
        {
            return Refuse(request, name, result);
        }

        _throttle.Succeeded(request.Place, name);
        _state.Refresh();
        _attempts.WithLabels("ok").Increment();
        LogEntered(name, result.SessionId!, request.Address);
        return result;
    }

    /// <summary>Ends the caller's session.</summary>
    public void LogOut(Caller caller, Actor actor)
    {
        if (caller.SessionId is { } session)
        {
            _sessions.LogOut(session, actor);
        }
    }

    /// <summary>Gives the caller another password and ends the user's other sessions. Wrong old passwords count as failed logins do.</summary>
    /// <exception cref="AccessException">It was not changed; the code says why.</exception>
    public async Task ChangePasswordAsync(Caller caller, PasswordChange change, string place, Actor actor, CancellationToken cancellationToken)
    {
        if (caller.Kind is not CallerKind.Session || _state.Current.Users.GetValueOrDefault(caller.Name) is not { } stored)
        {
            throw new AccessException(AccessErrors.NoUser, "Only a user who logged in has a password to change.");
        }

        if (change.New != change.Repeated)
        {
            throw new AccessException(AccessErrors.PasswordRepeat, "password: the new one and its repetition differ.");
        }

        PasswordRules.Check(change.New, caller.Name);
        if (_throttle.Begin(place, caller.Name) is { Ticks: > 0 } wait)
        {
            throw new AccessException(AccessErrors.Locked, $"Too many wrong passwords; wait {Math.Ceiling(wait.TotalSeconds):0} s.");
        }

        if (await _hashing.CheckAsync(stored.PasswordHash, change.Old, cancellationToken) is PasswordCheck.Wrong)
        {
            throw new AccessException(AccessErrors.PasswordWrong, "password: the old one is another.");
        }

        _throttle.Succeeded(place, caller.Name);
        if (change.New == change.Old)
        {
            throw new AccessException(AccessErrors.PasswordSame, "password: the new one is the old one.");
        }

        await _users.ReplaceOwnPasswordAsync(caller.Name, change.New, caller.SessionId, actor, cancellationToken);
    }

    public void Dispose() => _written.Dispose();

    // Asked again of the file, where a command may have changed the user since it was last read.
    private LoginResult Enter(AccessTransaction transaction, LoginRequest request, StoredUser checkedUser, string hash)
    {
        if (UserStore.Find(transaction, checkedUser.User.Name) is not { } now || now.PasswordHash != checkedUser.PasswordHash)
        {
            return new LoginResult(AccessErrors.Credentials);
        }

        if (now.User.IsDisabled)
        {
            return new LoginResult(AccessErrors.Disabled);
        }

        if (request.OldSessionId is { } old)
        {
            SessionStore.Delete(transaction, old);
        }

        (string id, string secret) = _sessions.Start(transaction, now.User, request.Address, request.UserAgent);
        DateTimeOffset at = _time.GetUtcNow();
        UserStore.LoggedIn(transaction, now.User.Id, hash, at);
        AuditTrail.Insert(transaction, at, new Actor("user:" + now.User.Name, request.Address), AuditActions.Login, now.User.Name, id);
        return new LoginResult((string?)null) { User = now.User, SessionId = id, Secret = secret };
    }

    private LoginResult Refuse(LoginRequest request, string name, LoginResult result)
    {
        string reason = result.Error!;
        _attempts.WithLabels(reason).Increment();
        using RateLimitLease lease = _written.AttemptAcquire();
        if (lease.IsAcquired)
        {
            // A name that nobody has may be a password, typed into the wrong field.
            string? known = _state.Current.Users.ContainsKey(name) ? name : null;
            LogRefused(reason, known, request.Address);
            DateTimeOffset now = _time.GetUtcNow();
            _database.WriteUnseen(transaction => AuditTrail.Insert(
                transaction, now, new Actor("anonymous", request.Address), AuditActions.LoginFailed, known, known is null ? reason + ", no such user" : reason));
        }

        return result;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Login de {userName}")]
    private partial void LogEntered(string userName, string session, string? remoteAddress);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Login recusado: {reason}")]
    private partial void LogRefused(string reason, string? userName, string? remoteAddress);
}
