using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vigia.Instrumentation.Metrics;
using Vigia.Server.Access.Audit;
using Vigia.Server.Access.Sessions;
using Vigia.Server.Access.Tokens;
using Vigia.Server.Access.Users;

namespace Vigia.Server.Access;

/// <summary>Makes the first token and the first user, keeps what the running monitor knows up to date, and removes what ran out.</summary>
internal sealed partial class AccessRefresh : BackgroundService
{
    private const int TurnsBetweenWrites = 120;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly AccessState _state;
    private readonly ApiTokens _tokens;
    private readonly UserDirectory _users;
    private readonly SessionDirectory _sessions;
    private readonly AuditTrail _audit;
    private readonly AccessOptions _options;
    private readonly IServiceProvider _services;
    private readonly TimeProvider _time;
    private readonly ILogger<AccessRefresh> _logger;
    private readonly MetricFamily<Counter> _pruned;

    public AccessRefresh(
        AccessState state,
        ApiTokens tokens,
        UserDirectory users,
        SessionDirectory sessions,
        AuditTrail audit,
        IOptions<AccessOptions> options,
        IServiceProvider services,
        TimeProvider time,
        MetricRegistry metrics,
        ILogger<AccessRefresh> logger)
    {
        _state = state;
        _tokens = tokens;
        _users = users;
        _sessions = sessions;
        _audit = audit;
        _options = options.Value;
        _services = services;
        _time = time;
        _logger = logger;
        _pruned = metrics.CreateCounter("vigia_audit_removed_total", "Entries of the audit that were removed, by reason.", ["reason"]);
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_services.GetService<FirstTokenAnnouncement>() is { } token && _tokens.CreateFirst() is { } created)
        {
            token.Announce(created);
        }

        if (_services.GetService<FirstUserAnnouncement>() is { } user && await _users.AddFirstAsync(cancellationToken) is { } added)
        {
            user.Announce(added);
        }

        _state.Refresh();
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        for (int turn = 1; await timer.WaitForNextTickAsync(stoppingToken); turn++)
        {
            Turn(turn % TurnsBetweenWrites == 0);
        }
    }

    private void Turn(bool writes)
    {
        try
        {
            _state.Refresh();
            _sessions.Sweep();
            if (writes)
            {
                _state.WriteUses();
                (int byAge, int byNumber) = _audit.Prune(_options.AuditRetention, _options.AuditMaxEntries);
                _pruned.WithLabels("age").Increment(byAge);
                _pruned.WithLabels("number").Increment(byNumber);
            }
        }
        catch (SqliteException exception)
        {
            // What was known stays in force; the next turn tries again.
            LogFailed(exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Não foi possível ler ou escrever os dados de acesso")]
    private partial void LogFailed(Exception exception);
}
