using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Vigia.Server.Access.Callers;
using Vigia.Server.Access.Sessions;

namespace Vigia.Console.Layout;

/// <summary>
/// Ends with a session what its live circuits may do: a circuit has no requests that the gate could refuse, so what comes in over it is let through
/// only while the session goes on.
/// </summary>
internal sealed class SessionCircuit(AuthenticationStateProvider visitors, SessionDirectory sessions) : CircuitHandler
{
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
