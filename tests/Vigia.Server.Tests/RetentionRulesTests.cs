using Vigia.Server.Hosting;
using Vigia.Storage.Metrics.Retention;
using Xunit;

namespace Vigia.Server.Tests;

public sealed class RetentionRulesTests
{
    [Fact]
    public void Read_Settings_BecomeTheStoresRules()
    {
        var errors = new List<string>();
        RetentionRule rule = Assert.Single(RetentionRules.Read(
            [
                new RetentionRuleOptions
                {
                    Match = "{job=\"integracao\"}",
                    Raw = TimeSpan.FromDays(7),
                    Downsampled = { new DownsamplingOptions { Resolution = TimeSpan.FromMinutes(5), Retention = TimeSpan.FromDays(90) } },
                },
            ],
            errors));
        Assert.Empty(errors);
        Assert.Equal("job", Assert.Single(rule.Matchers).Name);
        Assert.Equal(new DownsampledRetention(TimeSpan.FromMinutes(5), TimeSpan.FromDays(90)), Assert.Single(rule.Downsampled));
    }

    [Theory]
    [InlineData("")]
    [InlineData("sum(x)")]
    [InlineData("{job=")]
    public void Read_NoSelector_NamesTheSetting(string match)
    {
        var errors = new List<string>();
        Assert.Empty(RetentionRules.Read([new RetentionRuleOptions { Match = match, Raw = TimeSpan.FromDays(7) }], errors));
        Assert.Contains("Monitor:Metrics:RetentionRules:0:Match", Assert.Single(errors), StringComparison.Ordinal);
    }
}
