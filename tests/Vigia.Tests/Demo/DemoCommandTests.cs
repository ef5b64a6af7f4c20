using System.Globalization;
using System.Text.RegularExpressions;
using Vigia.Testing;

namespace Vigia.Tests.Demo;

public sealed partial class DemoCommandTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Demo_SomeSeconds_GetsEverythingAcknowledgedOverAllProtocols()
    {
        ExternalResult result = await VigiaProgram.RunAsync(_folder.Path, ["demo", "--seconds", "5", .. VigiaProgram.FreePorts()]);

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Match end = EndPattern().Match(result.Output);
        Assert.True(end.Success, result.Output);
        Assert.InRange(Number(end, "acknowledged"), 100, long.MaxValue);
        Assert.InRange(Number(end, "found"), 80, long.MaxValue);
        Assert.Equal(0, Number(end, "missing"));
        foreach (string refused in new[] { "http WrongKey: 401", "http Forbidden: 403", "http Oversized: 413", "websocket ExpiredToken: 401" })
        {
            Assert.Contains(refused, result.Output, StringComparison.Ordinal);
        }

        Assert.DoesNotContain('\u001b', result.Output);
        Assert.False(File.Exists(_folder["data/demo/steady/demo-hs256.secret"]));
        Assert.True(File.Exists(_folder["data/demo/steady/logs/integracao.log"]));
        ExternalResult keys = await VigiaProgram.RunAsync(_folder.Path, "key", "list", "--data", _folder["data/demo/steady"]);
        Assert.DoesNotMatch("demo.* active", keys.Output);
    }

    [Fact]
    public async Task Demo_List_ShowsEveryScenario()
    {
        ExternalResult result = await VigiaProgram.RunAsync(_folder.Path, "demo", "--list");

        Assert.Equal(0, result.ExitCode);
        foreach (string scenario in new[] { "steady", "errors", "slow", "backlog", "attack" })
        {
            Assert.Matches($"(?m)^{scenario} ", result.Output);
        }
    }

    private static long Number(Match match, string group) => long.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<acknowledged>\d+) acknowledgements\. Of \d+ acknowledged ids (?<found>\d+) were found again, (?<missing>\d+) are missing\.")]
    private static partial Regex EndPattern();
}
