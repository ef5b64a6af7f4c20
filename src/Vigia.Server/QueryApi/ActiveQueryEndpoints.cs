using System.Globalization;
using Vigia.PromQL.Engine;

namespace Vigia.Server.QueryApi;

/// <summary>Vigia's own: the queries that run now, and their end.</summary>
internal sealed class ActiveQueryEndpoints(PromqlEngine engine, TimeProvider time)
{
    public Task ListAsync(ApiCall call) => call.AnswerAsync(json =>
    {
        DateTimeOffset now = time.GetUtcNow();
        json.Raw("["u8);
        bool isFirst = true;
        foreach (ActiveQuery query in engine.ActiveQueries)
        {
            json.Comma(ref isFirst);
            json.Raw("{\"id\":"u8);
            json.Number(query.Id);
            json.Raw(",\"query\":"u8);
            json.String(query.Query);
            json.Raw(",\"user\":"u8);
            json.String(query.User ?? "");
            json.Raw(",\"started\":"u8);
            json.Timestamp(query.Started.ToUnixTimeMilliseconds());
            json.Raw(",\"seconds\":"u8);
            json.Number((now - query.Started).TotalSeconds);
            json.Raw("}"u8);
        }

        json.Raw("]"u8);
    });

    public Task KillAsync(ApiCall call)
    {
        string text = (string)call.Context.Request.RouteValues["id"]!;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long id) || !engine.Kill(id))
        {
            throw new ApiException(404, "not_found", $"there is no active query {text}");
        }

        return call.AnswerAsync(static json => json.Raw("{}"u8));
    }
}
