using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Vigia.Server.Access.Callers;
using Vigia.Server.Access.Sessions;

namespace Vigia.Console.Layout;

/// <summary>
/// Ends with a session what its live circuits may do: a circuit has no requests that the gate could refuse, so what comes in over it is let through
/// only while the session goes on. One instance a circuit; used on the circuit's dispatcher alone.
/// </summary>
internal sealed class SessionCircuit(AuthenticationStateProvider visitors, SessionDirectory sessions) : CircuitHandler
{
    private bool _isConnected;
    private Action? _waiting;

    /// <summary>Does what wants the browser: now, or once a tab that sleeps or lost its network is back. Only the last such act is kept.</summary>
    public void WhenConnected(Action act)
    {
        if (_isConnected)
        {
            act();
        }
        else
        {
            _waiting = act;
        }
    }

    /// <inheritdoc/>
    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        _isConnected = true;
        (Action? act, _waiting) = (_waiting, null);
        act?.Invoke();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        _isConnected = false;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) => async activity =>
    {
        // A token and the anonymous viewer have no session that could end.
        if ((await visitors.GetAuthenticationStateAsync()).User.SessionId() is not { } session || sessions.Find(session) is not null)
        {
            await next(activity);
        }
    };
}
