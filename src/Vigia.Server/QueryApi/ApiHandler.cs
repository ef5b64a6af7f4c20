using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Model.Queries;
using Vigia.Server.QueryApi.Json;

namespace Vigia.Server.QueryApi;

/// <summary>What all endpoints of the API have in common: parameters in, the envelope around the data, errors in Prometheus' words.</summary>
internal sealed partial class ApiHandler(ILogger<ApiHandler> logger)
{
    /// <summary>Makes an endpoint. What <paramref name="answer"/> does before it writes may throw an <see cref="ApiException"/> or <see cref="QueryException"/>.</summary>
    public RequestDelegate Of(Func<ApiCall, Task> answer) => async context =>
    {
        try
        {
            await answer(new ApiCall(context, await ApiParameters.ReadAsync(context)));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            (int status, string type, string message) = Describe(exception);
            if (status == StatusCodes.Status500InternalServerError)
            {
                LogFailed(exception, context.Request.Path.Value);
            }

            await WriteErrorAsync(context, status, type, message);
        }
        catch (Exception exception)
        {
            // Half an answer is sent: only a broken connection tells the client that it is not whole.
            LogFailed(exception, context.Request.Path.Value);
            context.Features.Get<IHttpRequestLifetimeFeature>()?.Abort();
        }
    };

    public static async Task WriteErrorAsync(HttpContext context, int status, string type, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        var json = new ApiJson(context.Response.BodyWriter);
        json.Raw("{\"status\":\"error\",\"errorType\":"u8);
        json.String(type);
        json.Raw(",\"error\":"u8);
        json.String(message);
        json.Raw("}"u8);
        await json.FlushAsync(context.RequestAborted);
    }

    private static (int Status, string Type, string Message) Describe(Exception exception) => exception switch
    {
        ApiException api => (api.Status, api.ErrorType, api.Message),
        QueryException { Kind: QueryErrorKind.BadData } query => (400, "bad_data", query.Message),
        QueryException { Kind: QueryErrorKind.Execution } query => (422, "execution", query.Message),
        QueryException { Kind: QueryErrorKind.Timeout } query => (503, "timeout", query.Message),
        QueryException { Kind: QueryErrorKind.Canceled } query => (499, "canceled", query.Message),
        QueryException { Kind: QueryErrorKind.Unavailable } query => (500, "unavailable", query.Message),
        QueryLimitException limit => (422, "execution", limit.Message),
        LabelPatternException pattern => (400, "bad_data", pattern.Message),
        BadHttpRequestException bad => (bad.StatusCode, "bad_data", bad.Message),
        _ => (500, "internal", exception.Message),
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "Falha ao responder {path}")]
    private partial void LogFailed(Exception exception, string? path);
}
