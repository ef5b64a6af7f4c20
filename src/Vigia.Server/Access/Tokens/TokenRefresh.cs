using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Vigia.Server.Access.Tokens;

/// <summary>Makes the first token, and keeps the running monitor's tokens up to date.</summary>
internal sealed partial class TokenRefresh(
    TokenDirectory directory, ApiTokens tokens, IServiceProvider services, TimeProvider time, ILogger<TokenRefresh> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private const int TurnsBetweenWrites = 120;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (services.GetService<FirstTokenAnnouncement>() is { } announcement && tokens.CreateFirst() is { } created)
        {
            announcement.Announce(created);
        }

        directory.Refresh();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        for (int turn = 1; await timer.WaitForNextTickAsync(stoppingToken); turn++)
        {
            Turn(turn % TurnsBetweenWrites == 0);
        }
    }

    private void Turn(bool writes)
    {
        try
        {
            directory.Refresh();
            if (writes)
            {
                directory.WriteUses();
            }
        }
        catch (SqliteException exception)
        {
            // What was known stays in force; the next turn tries again.
            LogFailed(exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Não foi possível ler os tokens de acesso")]
    private partial void LogFailed(Exception exception);
}
