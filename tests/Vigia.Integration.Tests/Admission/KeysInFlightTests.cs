using Microsoft.Extensions.Options;
using Vigia.Integration.Admission;
using Xunit;

namespace Vigia.Integration.Tests.Admission;

public sealed class KeysInFlightTests
{
    private readonly KeysInFlight _keys = new(Options.Create(new AdmissionOptions { MaxKeysInFlight = 2 }));

    [Fact]
    public void TryTake_TakenKey_IsInFlightUntilReleased()
    {
        Assert.Equal(KeysInFlight.Claim.Taken, _keys.TryTake("a", "k"));
        Assert.Equal(KeysInFlight.Claim.InFlight, _keys.TryTake("a", "k"));
        _keys.Release("a", "k");
        Assert.Equal(KeysInFlight.Claim.Taken, _keys.TryTake("a", "k"));
    }

    [Fact]
    public void TryTake_AboveTheCap_IsFull()
    {
        _keys.TryTake("a", "k");
        _keys.TryTake("b", "k");

        Assert.Equal(KeysInFlight.Claim.Full, _keys.TryTake("c", "k"));
        _keys.Release("a", "k");
        Assert.Equal(KeysInFlight.Claim.Taken, _keys.TryTake("c", "k"));
    }
}
