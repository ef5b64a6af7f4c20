using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Vigia.Integration.Access;
using Vigia.Integration.Access.Http;
using Vigia.Integration.Admission;
using Vigia.Integration.Lifecycle;
using Vigia.Integration.Listeners.Web;

namespace Vigia.Integration.Listeners.WebSocket;

/// <summary><c>GET /ws</c>: authenticates, then hands the connection over. Thread safe.</summary>
internal sealed class WebSocketEndpoint(
    IAuthenticator authenticator,
    AccessMonitor access,
    IMessageIntake intake,
    IOptions<AdmissionOptions> admission,
    IOptions<WebSocketListenerOptions> options,
    WebSocketConnections connections,
    DrainState drain,
    TimeProvider time)
{
    private readonly WebSocketListenerOptions _options = options.Value;

    public async Task HandleAsync(HttpContext context)
    {
        if (!WebSocketUpgrade.IsRequested(context))
        {
            return;
        }

        if (!WebSocketHandshake.IsAllowedOrigin(context.Request, _options.AllowedOrigins))
        {
            connections.Metrics.Failed("refused");
            await AccessProblems.WriteForbiddenAsync(context);
            return;
        }

        AuthenticationResult result = await authenticator.AuthenticateAsync(WebSocketHandshake.ReadCredentials(context), context.RequestAborted);
        if (result.Identity is not { } identity)
        {
            connections.Metrics.Failed("refused");
            await AccessProblems.WriteUnauthorizedAsync(context);
            return;
        }

        if (!identity.Has(Scopes.Send))
        {
            connections.Metrics.Failed("refused");
            access.MissingScope(WebSocketHandshake.Protocol, identity, Scopes.Send, HttpCredentials.RemoteAddress(context), context.TraceIdentifier);
            await AccessProblems.WriteForbiddenAsync(context);
            return;
        }

        if (drain.IsDraining || !connections.TryEnter())
        {
            await MessageAnswers.WriteProblemAsync(context, Unavailable(), StatusCodes.Status503ServiceUnavailable);
            return;
        }

        try
        {
            await ServeAsync(context, identity);
        }
        finally
        {
            connections.Leave();
        }
    }

    private async Task ServeAsync(HttpContext context, Identity identity)
    {
        (System.Net.WebSockets.WebSocket socket, UpgradedStream stream) =
            await WebSocketUpgrade.AcceptAsync(context, WebSocketHandshake.ChooseSubProtocol(context), _options);

        // Over HTTP/1.1 the whole connection turns into this WebSocket; over HTTP/2 it is one stream of several.
        WebConnection? carrier = HttpProtocol.IsHttp11(context.Request.Protocol) ? context.Features.Get<WebConnection>() : null;
        if (carrier is not null)
        {
            carrier.MoveTo(connections.Metrics);
        }
        else
        {
            connections.Metrics.Opened();
        }

        try
        {
            using var connection = new WebSocketConnection(socket, stream, intake, admission.Value, _options, connections.Metrics, time)
            {
                Identity = identity,
                RequestId = context.TraceIdentifier,
                RemoteAddress = HttpCredentials.RemoteAddress(context),
                AbortTransport = context.Abort,
            };
            await connections.ServeAsync(connection, context.RequestAborted);
        }
        finally
        {
            if (carrier is null)
            {
                connections.Metrics.Closed();
            }
        }
    }

    private IntakeResult Unavailable() => new()
    {
        Outcome = IntakeOutcome.Unavailable,
        Code = drain.IsDraining ? RefusalCodes.Draining : RefusalCodes.TooManyConnections,
        Error = "No further connections now. Connect again later.",
        RetryAfter = TimeSpan.FromSeconds(admission.Value.RetryAfterSeconds),
    };
}
