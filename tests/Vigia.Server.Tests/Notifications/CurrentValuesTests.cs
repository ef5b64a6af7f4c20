using Vigia.Server.Notifications;
using Xunit;

namespace Vigia.Server.Tests.Notifications;

public sealed class CurrentValuesTests
{
    [Theory]
    [InlineData("http://p:9090/graph?g0.expr=rate%28x%5B5m%5D%29+%3E+0.1&g0.tab=1", "rate(x[5m]) > 0.1")]
    [InlineData("/ui/explore?q=rate%28x%5B5m%5D%29+%3E+0.1", "rate(x[5m]) > 0.1")]
    [InlineData("https://vigia.example/ui/explore?q=a%2Bb", "a+b")]
    [InlineData("https://elsewhere.example/search?q=x", "")]
    [InlineData("", "")]
    public void Expression_OfAnAddress_IsReadFromPrometheusFormAndFromOurs(string address, string expected) => Assert.Equal(expected, CurrentValues.Expression(address));
}
