using System.Globalization;
using Vigia.Testing;

namespace Vigia.Tests.Demo;

/// <summary>A demo tells nobody but itself, and shows what it was told.</summary>
public sealed class DemoNoticeTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Demo_AlertThatAlwaysFires_ArrivesAtItsOwnWebhook()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        await using ExternalProcess demo = await ExternalProcess.StartAsync(
            VigiaProgram.Path, ["demo", "--scenario", "errors", .. VigiaProgram.FreePorts()], workingDirectory: _folder.Path, cancellationToken: cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(90));

        // The demo's display is what is looked at: there is no other signal.
        while (!demo.Output.Contains("Watchdog firing → webhook", StringComparison.Ordinal))
        {
            Assert.False(demo.HasExited, demo.Output);
            await Task.Delay(TimeSpan.FromMilliseconds(250), limit.Token);
        }

        Assert.Contains("\"Watchdog\"", await File.ReadAllTextAsync(_folder["data/demo/errors/notices/webhook-firing.json"], cancellationToken), StringComparison.Ordinal);
        string routes = await File.ReadAllTextAsync(_folder["data/demo/errors/alertmanager.yml"], cancellationToken);
        Assert.Contains("smtp_smarthost: 127.0.0.1:", routes, StringComparison.Ordinal);
        await ExternalProcess.RunAsync("kill", ["-TERM", demo.Id.ToString(CultureInfo.InvariantCulture)]);
        Assert.True(await demo.WaitForExitAsync(limit.Token) == 0, demo.Output);
        ExternalResult tokens = await VigiaProgram.RunAsync(_folder.Path, "token", "list", "--data", _folder["data/demo/errors"]);
        Assert.Matches("demo +revoked", tokens.Output);
    }
}
