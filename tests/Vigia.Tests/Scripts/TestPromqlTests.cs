using Vigia.Testing;
using Xunit;

namespace Vigia.Tests.Scripts;

public sealed class TestPromqlTests : IDisposable
{
    private const string Load = "load 1m\n  a 1 2 3\n\n";

    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Load + "eval instant at 1m a\n  a 2\n", 0, "s.test: passed, 1 query, 0 failures")]
    [InlineData(Load + "eval instant at 1m a\n  a 2\n\neval range from 0 to 1m step 1m -a\n  {} -1 -2\n", 0, "s.test: passed, 2 queries, 0 failures")]
    [InlineData(Load + "eval instant at 1m a\n  a 3\n", 1, "s.test:4: a: expected 3, got 2 (query a)\ns.test: FAILED, 1 query, 1 failure")]
    [InlineData(Load + "eval instant at 1m a +\n  a 3\n", 1, "s.test:4: query failed: 1:4: parse error: unexpected end of input (query a +)\ns.test: FAILED, 1 query, 1 failure")]
    [InlineData("lod 1m\n", 1, "s.test:1: unknown command lod\ns.test: FAILED, 0 queries, 1 failure")]
    [InlineData("", 0, "s.test: passed, 0 queries, 0 failures")]
    public async Task Test_AScript_TellsFailuresWithTheirLines(string text, int exitCode, string expected)
    {
        await File.WriteAllTextAsync(_folder["s.test"], text, TestContext.Current.CancellationToken);
        ExternalResult result = await VigiaProgram.RunAsync(_folder.Path, "test", "promql", "s.test");
        Assert.Equal((exitCode, expected, ""), (result.ExitCode, result.Output.TrimEnd(), result.Error));
    }

    [Fact]
    public async Task Test_SeveralScripts_RunsEachAndEndsWithOneForAny()
    {
        await File.WriteAllTextAsync(_folder["s.test"], Load, TestContext.Current.CancellationToken);
        ExternalResult result = await VigiaProgram.RunAsync(_folder.Path, "test", "promql", "none.test", ".", "s.test");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(
            ["none.test: there is no such file", ".: this is a folder, not a file", "s.test: passed, 0 queries, 0 failures"], result.Output.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Test_NoFile_IsAUsageError() => Assert.Equal(2, (await VigiaProgram.RunAsync(_folder.Path, "test", "promql")).ExitCode);
}
