using Vigia.Testing;
using Xunit;

namespace Vigia.Interop.Tests.Configuration;

/// <summary><c>promtool check rules</c>: the rules that are shipped must be right for Prometheus too.</summary>
public sealed class PromtoolRulesTests
{
    [Fact]
    public async Task CheckRules_TheShippedOnes_AreValid()
    {
        string[] files = Directory.GetFiles(Repository.File("config", "rules"), "*.yml");
        Assert.NotEmpty(files);
        ExternalResult result = await ExternalProcess.RunAsync("promtool", ["check", "rules", .. files]);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.Equal(files.Length, result.Output.Split("SUCCESS").Length - 1);
    }

    [Fact]
    public async Task CheckRules_TheGuidesBlock_HoldsThreeRules()
    {
        ExternalResult result = await ExternalProcess.RunAsync("promtool", ["check", "rules", Repository.File("config", "rules", "integracao.yml")]);
        Assert.Contains("SUCCESS: 3 rules found", result.Output, StringComparison.Ordinal);
    }
}
