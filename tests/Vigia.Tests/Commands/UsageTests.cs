using Vigia.Testing;

namespace Vigia.Tests.Commands;

public sealed class UsageTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData]
    [InlineData("--help")]
    public async Task Vigia_WithoutCommand_ShowsCommandsAndExamples(params string[] arguments)
    {
        ExternalResult result = await VigiaProgram.RunAsync(_folder.Path, arguments);

        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Error);
        foreach (string expected in new[] { "run ", "demo ", "doctor ", "key ", "Examples:", "vigia demo --seconds 60" })
        {
            Assert.Contains(expected, result.Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("run", "--set <KEY=VALUE>")]
    [InlineData("demo", "--scenario <NAME>")]
    [InlineData("doctor", "--json")]
    public async Task Help_OfCommand_ShowsItsOptionsAndExamples(string command, string option)
    {
        ExternalResult result = await VigiaProgram.RunAsync(_folder.Path, command, "--help");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(option, result.Output, StringComparison.Ordinal);
        Assert.Contains("  vigia " + command, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_Always_PrintsOnlyTheVersion()
    {
        ExternalResult result = await VigiaProgram.RunAsync(_folder.Path, "--version");

        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"^\d+\.\d+\.\d+\n$", result.Output);
    }

    [Theory]
    [InlineData("Did you mean", "rnu")]
    [InlineData("KEY=VALUE", "run", "--set", "Listeners")]
    [InlineData("'steady'", "demo", "--scenario", "stedy")]
    [InlineData("--seconds must be above 0", "demo", "--seconds", "0")]
    [InlineData("--rate must be above 0", "demo", "--rate", "100000")]
    [InlineData("'NAME' missing", "key", "create")]
    [InlineData("90d", "key", "create", "x", "--expires", "soon")]
    [InlineData("/nowhere", "run", "--config", "/nowhere")]
    public async Task Vigia_SenselessArguments_EndsWithTwoAndSaysWhy(string expected, params string[] arguments)
    {
        ExternalResult result = await VigiaProgram.RunAsync(_folder.Path, arguments);

        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.Contains("--help'", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ConfigWithoutAppsettings_EndsWithTwo()
    {
        ExternalResult result = await VigiaProgram.RunAsync(_folder.Path, "run", "--config", _folder.Path);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("holds no appsettings.json", result.Error, StringComparison.Ordinal);
    }
}
