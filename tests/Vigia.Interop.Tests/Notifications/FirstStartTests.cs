using System.Text.Json;
using Vigia.Testing;
using Xunit;

namespace Vigia.Interop.Tests.Notifications;

/// <summary>The shipped configuration on new data: nothing to worry an operator with.</summary>
public sealed class FirstStartTests
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    [Fact]
    public async Task FirstStart_AsShipped_WarnsOfNothingAndSaysOnceWhoWaitsForAnAddress()
    {
        string shipped = Path.Combine(Repository.Root, "config");
        await using NotifyingMonitor monitor = await NotifyingMonitor.StartAsync(
            await File.ReadAllTextAsync(Path.Combine(shipped, "alertmanager.yml"), TestContext.Current.CancellationToken),
            await File.ReadAllTextAsync(Path.Combine(shipped, "notify.yml"), TestContext.Current.CancellationToken));

        // The page of the login makes the keys that forms are signed with.
        using HttpResponseMessage page = await monitor.Client.GetAsync(new Uri("ui/login", UriKind.Relative), TestContext.Current.CancellationToken);
        page.EnsureSuccessStatusCode();
        string keys = Path.Combine(monitor.Process.Setup.Data, "monitor", "keys");
        string key = Assert.Single(Directory.GetFiles(keys));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(OwnerOnly, File.GetUnixFileMode(keys));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));
        }

        // A stop writes what is left of the log.
        Assert.Equal(0, await monitor.Process.TerminateAsync());
        string[] lines = await File.ReadAllLinesAsync(monitor[Path.Combine("logs", "vigia.log")], TestContext.Current.CancellationToken);
        Assert.Equal("INFO", Level(Assert.Single(lines, static line => line.Contains("nobody is told of alerts yet", StringComparison.Ordinal))));
        Assert.DoesNotContain(lines, static line => Level(line) is "WARNING" or "ERROR" or "CRITICAL");
    }

    private static string? Level(string line)
    {
        using JsonDocument entry = JsonDocument.Parse(line);
        return entry.RootElement.GetProperty("level").GetString();
    }
}
