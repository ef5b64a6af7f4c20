using Vigia.Testing;
using Xunit;

namespace Vigia.Interop.Tests.Configuration;

/// <summary><c>promtool check config</c>: what is shipped must be right for Prometheus too.</summary>
public sealed class PromtoolConfigTests
{
    [Fact]
    public async Task CheckConfig_TheShippedOne_IsValid()
    {
        ExternalResult result = await ExternalProcess.RunAsync("promtool", ["check", "config", Repository.File("config", "prometheus.yml")]);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.Contains("is valid prometheus config file syntax", result.Output + result.Error, StringComparison.Ordinal);
    }
}
