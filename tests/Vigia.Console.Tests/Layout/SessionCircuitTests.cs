using Vigia.Console.Layout;
using Xunit;

namespace Vigia.Console.Tests.Layout;

/// <summary>What wants the browser waits for it; the rest of a circuit's guard is tried in the browser.</summary>
public sealed class SessionCircuitTests
{
    private readonly SessionCircuit _circuit = new(null!, null!);
    private readonly List<string> _done = [];

    [Fact]
    public async Task WhenConnected_TabIsThere_ActsAtOnce()
    {
        await _circuit.OnConnectionUpAsync(null!, TestContext.Current.CancellationToken);
        _circuit.WhenConnected(() => _done.Add("led away"));

        Assert.Equal(["led away"], _done);
    }

    [Fact]
    public async Task WhenConnected_TabIsAway_ActsOnceItIsBack()
    {
        await _circuit.OnConnectionUpAsync(null!, TestContext.Current.CancellationToken);
        await _circuit.OnConnectionDownAsync(null!, TestContext.Current.CancellationToken);
        _circuit.WhenConnected(() => _done.Add("drawn anew"));
        _circuit.WhenConnected(() => _done.Add("led away"));
        Assert.Empty(_done);

        await _circuit.OnConnectionUpAsync(null!, TestContext.Current.CancellationToken);
        await _circuit.OnConnectionUpAsync(null!, TestContext.Current.CancellationToken);
        Assert.Equal(["led away"], _done);
    }
}
