using Microsoft.Extensions.Time.Testing;
using Vigia.Console.Tests.Dashboards;
using Vigia.Console.Time;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Xunit;

namespace Vigia.Console.Tests.Time;

/// <summary>The range that a page begins with on a young monitor.</summary>
public sealed class StoredSpanTests
{
    [Theory]
    [InlineData(0, "now-6h", "now", "now-5m")]
    [InlineData(4, "now-6h", "now", "now-5m")]
    [InlineData(20, "now-6h", "now", "now-30m")]
    [InlineData(20, "now-15m", "now", "now-15m")]
    [InlineData(600, "now-6h", "now", "now-6h")]
    [InlineData(4, "now/d", "now", "now/d")]
    [InlineData(4, "now-6h", "now-1h", "now-6h")]
    public async Task Fit_StoreOfSoManyMinutes_IsTheShortestThatHoldsAll(int minutes, string from, string to, string expected)
    {
        await using DashboardServer server = await DashboardServer.StartAsync();
        if (minutes > 0)
        {
            server.Add(LabelSet.Of(("__name__", "up"), ("job", "j")), static _ => 1, minutes);
        }

        var span = new StoredSpan(server.Store, server.Time);
        Assert.Equal(expected, span.Fit(from, to));

        // What was seen once is not looked for again, and does not change the answer.
        Assert.Equal(expected, span.Fit(from, to));
    }
}
