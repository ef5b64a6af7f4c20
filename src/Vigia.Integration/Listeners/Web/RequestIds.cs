using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Vigia.Integration.Admission;

namespace Vigia.Integration.Listeners.Web;

/// <summary>Gives every request an id: the caller's <c>X-Request-Id</c> where it is usable, else a new one. It is answered, logged and stored.</summary>
internal sealed class RequestIds(TimeOrderedIds ids)
{
    public const string Header = "X-Request-Id";

    private const int MaxLength = 128;

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        StringValues sent = context.Request.Headers[Header];
        string id = sent.Count == 1 && IsUsable(sent[0]) ? sent[0]! : ids.Create("req_");
        context.TraceIdentifier = id;
        context.Response.Headers[Header] = id;
        return next(context);
    }

    private static bool IsUsable(string? id) => id is { Length: >= 1 and <= MaxLength } && !id.AsSpan().ContainsAnyExcept(IdGrammar.Characters);
}
