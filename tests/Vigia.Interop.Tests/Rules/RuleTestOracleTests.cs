using Vigia.Server.Alerting.Rules.Reading;
using Vigia.Server.Alerting.Rules.UnitTests;
using Vigia.Testing;
using Xunit;

namespace Vigia.Interop.Tests.Rules;

/// <summary>The same files of tests, run here and by <c>promtool test rules</c>: what one says of them the other must say too.</summary>
public sealed class RuleTestOracleTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public RuleTestOracleTests()
    {
        foreach (string file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Rules"), "*.yml").Append(Repository.File("config", "rules", "integracao.yml")).Append(Repository.File("config", "rules", "vigia.yml")))
        {
            File.Copy(file, Path.Combine(_folder.Path, Path.GetFileName(file)));
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("integracao_test.yml", 4)]
    [InlineData("states_test.yml", 1)]
    [InlineData("vigia_test.yml", 9)]
    public async Task Test_SoundFile_PassesHereAndThere(string file, int tests)
    {
        (UnitTestReport here, ExternalResult there) = await RunAsync(file);
        Assert.True(there.ExitCode == 0, there.Output + there.Error);
        Assert.True(here.HasPassed, string.Join('\n', here.Failures));
        Assert.Equal(tests, here.Tests.Count);
    }

    /// <summary>Every expectation is changed in turn: a test that cannot fail would say nothing.</summary>
    [Theory]
    [InlineData("integracao_test.yml", "1001x7", "1001x2")]
    [InlineData("integracao_test.yml", "value: 60", "value: 61")]
    [InlineData("integracao_test.yml", "source: delivery}", "source: other}")]
    [InlineData("integracao_test.yml", "le=\"1.0\"", "le=\"1.5\"")]
    [InlineData("vigia_test.yml", "0+120x30", "0+5x30")]
    [InlineData("vigia_test.yml", "0+6x30", "0+4x30")]
    [InlineData("vigia_test.yml", "100e9-1e9x120", "100e9-1e7x120")]
    [InlineData("states_test.yml", "1 of a is 0, 1 of 3", "1 of a is 0, 2 of 3")]
    [InlineData("states_test.yml", "[first, second]", "[second, first]")]
    [InlineData("states_test.yml", "eval_time: 8m", "eval_time: 7m")]
    [InlineData("states_test.yml", "labels: '{}', value: 2", "labels: '{}', value: 3")]
    public async Task Test_ChangedFile_FailsHereAndThere(string file, string text, string changed)
    {
        string path = Path.Combine(_folder.Path, file);
        string original = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        Assert.Contains(text, original, StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, original.Replace(text, changed, StringComparison.Ordinal), TestContext.Current.CancellationToken);
        (UnitTestReport here, ExternalResult there) = await RunAsync(file);
        Assert.False(here.HasPassed);
        Assert.NotEqual(0, there.ExitCode);
    }

    private async Task<(UnitTestReport Here, ExternalResult There)> RunAsync(string file)
    {
        string path = Path.Combine(_folder.Path, file);
        UnitTestReport here = await new UnitTestRunner(RuleFileReader.Stable, TimeProvider.System).RunAsync(path, null, TestContext.Current.CancellationToken);
        return (here, await ExternalProcess.RunAsync("promtool", ["test", "rules", path], cancellationToken: TestContext.Current.CancellationToken));
    }
}
