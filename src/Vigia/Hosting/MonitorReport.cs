using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Vigia.Output;
using Vigia.Server.Access.Users;
using Vigia.Server.Hosting;

namespace Vigia.Hosting;

/// <summary>What a person should know once the monitor has started.</summary>
internal sealed record MonitorReport(Uri Address, string DataDirectory, string? LogFile, string? FirstToken, OneTimePassword? FirstUser)
{
    /// <summary>Whether the password of the first start was shown by an earlier one, and nobody logged in with it.</summary>
    public bool HasUnusedFirstUser { get; init; }

    public static MonitorReport Of(WebApplication app, string? firstToken, OneTimePassword? firstUser)
    {
        string? log = app.Configuration["Instrumentation:Logging:Path"];
        return new MonitorReport(
            new Uri(app.Urls.First()
                .Replace("://[::]", "://localhost", StringComparison.Ordinal)
                .Replace("://0.0.0.0", "://localhost", StringComparison.Ordinal)),
            app.Services.GetRequiredService<MonitorPaths>().Root,
            string.IsNullOrEmpty(log) ? null : Path.GetFullPath(log),
            firstToken,
            firstUser)
        {
            HasUnusedFirstUser = firstUser is null && app.Services.GetRequiredService<UserDirectory>().Find(UserDirectory.FirstName)
                is { MustChangePassword: true, LastLoginAt: null, IsDisabled: false },
        };
    }

    /// <summary>Prints the token of the first start: this once, and never to a log.</summary>
    public static void WriteToken(TextWriter writer, string token)
    {
        writer.WriteLine("This is the monitor's first start on this data, so an API token was made. It is shown only now:");
        writer.WriteLine("  " + token);
    }

    /// <summary>Prints the password of the first user: this once, and never to a log.</summary>
    public static void WriteUser(TextWriter writer, OneTimePassword made)
    {
        writer.WriteLine("For the console a user was made, with a one-time password. It is shown only now; at the login another one has to be chosen:");
        writer.WriteLine($"  user {made.User.Name}, password {made.Password}");
    }

    public void Write(Terminal terminal)
    {
        using var text = new StringWriter();
        ReadyPanel.Write(terminal, text, "The monitor is ready", [.. Rows()]);
        if (FirstToken is { } token)
        {
            WriteToken(text, token);
        }

        if (FirstUser is { } user)
        {
            WriteUser(text, user);
        }
        else if (HasUnusedFirstUser)
        {
            text.WriteLine($"The one-time password of '{UserDirectory.FirstName}' was shown by the first start and is not used yet.");
            text.WriteLine($"If it is lost: 'vigia user passwd {UserDirectory.FirstName}' makes a new one.");
        }

        text.WriteLine("Ask it:");
        text.WriteLine($"  curl -H 'Authorization: Bearer {FirstToken ?? "$TOKEN"}' '{new Uri(Address, "/api/v1/query?query=up")}'");
        if (FirstToken is null)
        {
            text.WriteLine("  ($TOKEN is an API token: 'vigia token create NAME' makes one.)");
        }

        (terminal.IsInteractive ? terminal.Out : terminal.Error).Write(text.ToString());
    }

    private IEnumerable<(string Name, string Value)> Rows()
    {
        yield return ("Console", new Uri(Address, "/ui").ToString());
        yield return ("Queries", new Uri(Address, "/api/v1/query").ToString());
        yield return ("Metrics", new Uri(Address, "/metrics").ToString());
        yield return ("Health", new Uri(Address, "/health").ToString());
        yield return ("Data", DataDirectory);
        yield return ("Log", LogFile ?? "no file");
    }
}
