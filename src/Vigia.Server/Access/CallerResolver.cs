using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Vigia.Model.Access;
using Vigia.Server.Access.Callers;
using Vigia.Server.Access.Sessions;
using Vigia.Server.Access.Tokens;
using Vigia.Server.Access.Web;

namespace Vigia.Server.Access;

/// <summary>
/// Finds out who calls. A token comes as a bearer (RFC 6750) or, for clients that know only that, as the password of basic authentication with any
/// user name (RFC 7617); a session comes as a cookie. Whoever shows a token is not looked at further: a wrong one is not made good by a cookie.
/// </summary>
internal sealed class CallerResolver(AccessState state, SessionDirectory sessions, IOptions<AccessOptions> options, TimeProvider time)
{
    private const int MaxHeaderLength = 512;

    /// <summary>The caller; null: nobody who is known, and <paramref name="reason"/> says why.</summary>
    public Caller? Find(HttpContext context, out string reason, out string? tokenId)
    {
        tokenId = null;
        StringValues header = context.Request.Headers.Authorization;
        if (header.Count > 0)
        {
            return OfToken(header, out reason, out tokenId);
        }

        reason = "missing";
        if (context.Request.Cookies.TryGetValue(SessionCookie.Name, out string? secret))
        {
            if (sessions.Use(secret) is { } session)
            {
                return session.Caller;
            }

            reason = "session";
        }

        return options.Value.AnonymousViewer ? Caller.Anonymous : null;
    }

    private Caller? OfToken(StringValues header, out string reason, out string? tokenId)
    {
        tokenId = null;
        reason = "malformed";
        if (header.Count != 1 || header[0] is not { Length: <= MaxHeaderLength } text)
        {
            return null;
        }

        ReadOnlySpan<char> secret = default;
        if (text.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            secret = text.AsSpan("Bearer ".Length).Trim();
        }
        else if (text.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) && Decode(text.AsSpan("Basic ".Length).Trim()) is { } pair)
        {
            secret = pair.AsSpan(pair.IndexOf(':', StringComparison.Ordinal) + 1);
        }

        if (secret.Length != AccessSecret.Length)
        {
            return null;
        }

        if (!state.Current.Tokens.TryGetValue(SecretHash.Of(secret), out TokenEntry? token))
        {
            reason = AccessSecret.IsWellFormed(secret, AccessSecret.TokenPrefix) ? "unknown" : reason;
            return null;
        }

        tokenId = token.Info.Id;
        DateTimeOffset now = time.GetUtcNow();
        if (token.Info.ExpiresAt <= now)
        {
            reason = "expired";
            return null;
        }

        token.Use.Note(now);
        return token.Caller;
    }

    private static string? Decode(ReadOnlySpan<char> base64)
    {
        Span<byte> bytes = stackalloc byte[MaxHeaderLength];
        return Convert.TryFromBase64Chars(base64, bytes, out int written) ? Encoding.UTF8.GetString(bytes[..written]) : null;
    }
}
