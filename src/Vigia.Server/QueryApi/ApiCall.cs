using Microsoft.AspNetCore.Http;
using Vigia.Server.QueryApi.Json;

namespace Vigia.Server.QueryApi;

/// <summary>One request to the API.</summary>
internal sealed class ApiCall(HttpContext context, ApiParameters parameters)
{
    public HttpContext Context { get; } = context;

    public ApiParameters Parameters { get; } = parameters;

    public CancellationToken Cancellation => Context.RequestAborted;

    /// <summary>Begins a success: from here on errors can no longer be told. The caller writes the data, then calls <see cref="EndAsync"/>.</summary>
    public ApiJson Begin()
    {
        Context.Response.StatusCode = StatusCodes.Status200OK;
        Context.Response.ContentType = "application/json";
        var json = new ApiJson(Context.Response.BodyWriter);
        json.Raw("{\"status\":\"success\",\"data\":"u8);
        return json;
    }

    /// <summary>Ends a success with what is to be said besides.</summary>
    public ValueTask EndAsync(ApiJson json, IReadOnlyList<string>? warnings = null, IReadOnlyList<string>? infos = null)
    {
        if (warnings is { Count: > 0 })
        {
            json.Raw(",\"warnings\":"u8);
            json.Strings(warnings);
        }

        if (infos is { Count: > 0 })
        {
            json.Raw(",\"infos\":"u8);
            json.Strings(infos);
        }

        json.Raw("}"u8);
        return json.FlushAsync(Cancellation);
    }

    /// <summary>Answers with a list of texts.</summary>
    public async Task AnswerAsync(IReadOnlyList<string> values, IReadOnlyList<string>? warnings = null)
    {
        ApiJson json = Begin();
        json.Raw("["u8);
        bool isFirst = true;
        foreach (string value in values)
        {
            json.Comma(ref isFirst);
            json.String(value);
            await json.FlushIfLargeAsync(Cancellation);
        }

        json.Raw("]"u8);
        await EndAsync(json, warnings);
    }

    /// <summary>Answers with small data.</summary>
    public async Task AnswerAsync(Action<ApiJson> write)
    {
        ApiJson json = Begin();
        write(json);
        await EndAsync(json);
    }
}
