using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Vigia.Server.Access.Web;

namespace Vigia.Server.Access.Endpoints;

/// <summary>JSON in and out of <c>/ui/api</c>: camel case, names of roles, times in ISO 8601; errors as Prometheus tells them.</summary>
internal static class AccessJson
{
    private const int MaxBodyBytes = 16 * 1024;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        MaxDepth = 8,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>An endpoint that may throw <see cref="AccessException"/> before it answers.</summary>
    public static RequestDelegate Of(Func<HttpContext, Task> answer) => async context =>
    {
        try
        {
            Bound(context);
            await answer(context);
        }
        catch (AccessException exception) when (!context.Response.HasStarted)
        {
            await Refusal.WriteAsync(context, StatusOf(exception.Code), exception.Code, exception.Message);
        }
    };

    /// <summary>Reads the body. A field that nobody knows is an error.</summary>
    public static async Task<T> ReadAsync<T>(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            throw new AccessException(AccessErrors.BadRequest, "The body has to be application/json.");
        }

        try
        {
            return await context.Request.ReadFromJsonAsync<T>(Options, context.RequestAborted)
                ?? throw new AccessException(AccessErrors.BadRequest, "The body is null; an object was expected.");
        }
        catch (Exception exception) when (exception is JsonException or BadHttpRequestException)
        {
            throw new AccessException(AccessErrors.BadRequest, "The body is not what this endpoint takes: " + exception.Message);
        }
    }

    public static Task WriteAsync<T>(HttpContext context, T value, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(value, Options, context.RequestAborted);
    }

    public static Task NoContent(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    /// <summary>Nothing here is long.</summary>
    public static void Bound(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = MaxBodyBytes;
        }
    }

    private static int StatusOf(string code) => code switch
    {
        AccessErrors.Credentials => StatusCodes.Status401Unauthorized,
        AccessErrors.Disabled or AccessErrors.PasswordWrong or AccessErrors.NoUser => StatusCodes.Status403Forbidden,
        AccessErrors.NotFound => StatusCodes.Status404NotFound,
        AccessErrors.NameTaken or AccessErrors.LastAdmin or AccessErrors.TooMany => StatusCodes.Status409Conflict,
        AccessErrors.Locked => StatusCodes.Status429TooManyRequests,
        AccessErrors.Busy => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status400BadRequest,
    };
}
