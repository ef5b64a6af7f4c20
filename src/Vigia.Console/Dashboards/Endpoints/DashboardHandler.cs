using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Vigia.Console.Dashboards.Queries;
using Vigia.Console.Dashboards.Reading;
using Vigia.Console.Dashboards.Templating;
using Vigia.Server.QueryApi.Json;

namespace Vigia.Console.Dashboards.Endpoints;

/// <summary>What all endpoints have in common: bounded bodies, no caching, errors as <c>{"error": "…"}</c>.</summary>
internal sealed partial class DashboardHandler(ILogger<DashboardHandler> logger)
{
    /// <summary>Bytes of a request for a panel.</summary>
    private const int MaxRequest = 1024 * 1024;

    public RequestDelegate Of(Func<HttpContext, Task> answer) => async context =>
    {
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            await answer(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The page has moved on, and nobody is there to be told.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            (int status, string message) = exception switch
            {
                PanelRequestException refused => (refused.Status, refused.Message),
                DashboardFormatException { Line: > 0 } bad => (StatusCodes.Status400BadRequest, FormattableString.Invariant($"line {bad.Line}: {bad.Message}")),
                DashboardFormatException or TemplateException or JsonException => (StatusCodes.Status400BadRequest, exception.Message),
                BadHttpRequestException bad => (bad.StatusCode, bad.Message),
                _ => (StatusCodes.Status500InternalServerError, "The dashboard could not be answered; the log says why."),
            };
            if (status == StatusCodes.Status500InternalServerError)
            {
                LogFailed(exception, context.Request.Path.Value);
            }

            await ErrorAsync(context, status, message);
        }
        catch (Exception exception)
        {
            // Half an answer is sent: only a broken connection tells the page that it is not whole.
            LogFailed(exception, context.Request.Path.Value);
            context.Features.Get<IHttpRequestLifetimeFeature>()?.Abort();
        }
    };

    /// <summary>Reads the body of a request for a panel.</summary>
    public static Task<byte[]> ReadRequestAsync(HttpContext context) => ReadBytesAsync(context, MaxRequest);

    /// <summary>Parses a request's body as JSON; its owner disposes it.</summary>
    public static JsonDocument Parse(ReadOnlyMemory<byte> body) => JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = DashboardReader.MaxDepth });

    /// <summary>Reads a request's body up to a bound.</summary>
    public static async Task<byte[]> ReadBytesAsync(HttpContext context, int most)
    {
        // A page of another site can send a form without asking, but not JSON.
        if (!context.Request.HasJsonContentType())
        {
            throw new PanelRequestException("The request must have the content type application/json.", StatusCodes.Status415UnsupportedMediaType);
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = most;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.Length <= most ? body.ToArray() : throw new PanelRequestException(FormattableString.Invariant($"The body has more than {most} bytes."), StatusCodes.Status413PayloadTooLarge);
    }

    /// <summary>Begins a JSON answer.</summary>
    public static ApiJson Begin(HttpContext context, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return new ApiJson(context.Response.BodyWriter);
    }

    public static async Task ErrorAsync(HttpContext context, int status, string message)
    {
        ApiJson json = Begin(context, status);
        json.Raw("{\"error\":"u8);
        json.String(message);
        json.Raw("}"u8);
        await json.FlushAsync(context.RequestAborted);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Falha ao responder a {path}")]
    private partial void LogFailed(Exception exception, string? path);
}
