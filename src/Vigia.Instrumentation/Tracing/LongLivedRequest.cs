using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Vigia.Instrumentation.Tracing;

/// <summary>
/// Requests that turn into a connection (WebSocket). Their span would last for hours and every message of the
/// connection would hang on one trace, so they have none, and their messages begin traces of their own.
/// </summary>
internal static class LongLivedRequest
{
    private const string Mark = "vigia.long_lived";
    private static readonly object Marked = new();

    public static bool Is(HttpContext context) =>
        context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
        || context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };

    public static void MarkSpan(Activity? span) => span?.SetCustomProperty(Mark, Marked);

    public static bool IsMarked(Activity span) => span.GetCustomProperty(Mark) is not null;
}
