using Vigia.Instrumentation.Metrics;
using Vigia.Integration.Delivery;
using Xunit;

namespace Vigia.Integration.Tests.Delivery;

public sealed class DeliveryLedgerTests
{
    [Fact]
    public void Has_DeliveredThere_AndNowhereElse()
    {
        var ledger = new DeliveryLedger(new MetricRegistry());
        ledger.Add("m", "r", "a");
        Assert.True(ledger.Has("m", "r", "a"));
        Assert.False(ledger.Has("m", "r", "b"));
        Assert.False(ledger.Has("m", "other", "a"));
        ledger.Forget("m");
        Assert.False(ledger.Has("m", "r", "a"));
    }

    [Fact]
    public void Add_PastItsCap_ForgetsTheOldest()
    {
        var ledger = new DeliveryLedger(new MetricRegistry());
        for (int i = 0; i <= DeliveryLedger.Capacity; i++)
        {
            ledger.Add($"m{i}", "r", "a");
        }

        Assert.False(ledger.Has("m0", "r", "a"));
        Assert.True(ledger.Has("m1", "r", "a"));
        Assert.True(ledger.Has($"m{DeliveryLedger.Capacity}", "r", "a"));
    }
}
