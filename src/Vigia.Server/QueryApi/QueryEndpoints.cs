using Microsoft.AspNetCore.Http;
using Vigia.Model.Queries;
using Vigia.Server.Access;
using Vigia.Server.QueryApi.Json;

namespace Vigia.Server.QueryApi;

/// <summary><c>/api/v1/query</c> and <c>/api/v1/query_range</c>.</summary>
internal sealed class QueryEndpoints(IMetricQueries queries, TimeProvider time)
{
    /// <summary>Points of one series that a range query may ask for, as Prometheus has it.</summary>
    private const long MaxPoints = 11_000;

    public async Task QueryAsync(ApiCall call)
    {
        ApiParameters parameters = call.Parameters;
        int limit = parameters.Limit();
        long at = parameters.Time("time", time.GetUtcNow().ToUnixTimeMilliseconds());
        QueryOptions options = Options(call, limit);
        QueryAnswer answer = await Evaluate("query", () => queries.EvaluateAsync(parameters["query"] ?? "", at, options, call.Cancellation));
        await AnswerAsync(call, answer, limit);
    }

    public async Task QueryRangeAsync(ApiCall call)
    {
        ApiParameters parameters = call.Parameters;
        int limit = parameters.Limit();
        long start = parameters.RequiredTime("start");
        long end = parameters.RequiredTime("end");
        if (end < start)
        {
            throw ApiException.Invalid("end", "end timestamp must not be before start time");
        }

        long step = parameters.Duration("step");
        if (step <= 0)
        {
            throw ApiException.Invalid("step", "zero or negative query resolution step widths are not accepted. Try a positive integer");
        }

        if ((end - start) / step > MaxPoints)
        {
            throw ApiException.BadData("exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)");
        }

        QueryOptions options = Options(call, limit);
        QueryAnswer answer = await Evaluate(
            "query", () => queries.EvaluateRangeAsync(parameters["query"] ?? "", start, end, step, options, call.Cancellation));
        await AnswerAsync(call, answer, limit);
    }

    private static QueryOptions Options(ApiCall call, int limit) => new()
    {
        Limit = limit,
        Lookback = call.Parameters.OptionalDuration("lookback_delta") is { } lookback and > 0 ? TimeSpan.FromMilliseconds(lookback) : null,
        Timeout = call.Parameters.OptionalDuration("timeout") is { } timeout and > 0 ? TimeSpan.FromMilliseconds(timeout) : null,
        User = call.Context.Caller()?.Name,
    };

    /// <summary>What is wrong with the text of the query is wrong with a parameter.</summary>
    private static async Task<QueryAnswer> Evaluate(string parameter, Func<Task<QueryAnswer>> evaluate)
    {
        try
        {
            return await evaluate();
        }
        catch (QueryException exception) when (exception.Kind is QueryErrorKind.BadData)
        {
            throw ApiException.Invalid(parameter, exception.Message);
        }
    }

    private static async Task AnswerAsync(ApiCall call, QueryAnswer answer, int limit)
    {
        IReadOnlyList<string> warnings = answer.Warnings;
        QueryValue value = answer.Value;
        if (limit > 0 && Truncate(ref value, limit))
        {
            warnings = [.. warnings, "results truncated due to limit"];
        }

        ApiJson json = call.Begin();
        await QueryValueWriter.WriteAsync(json, value, call.Cancellation);
        if (call.Parameters["stats"] is { Length: > 0 } && answer.Cost is { } cost)
        {
            WriteCost(json, cost);
        }

        json.Raw("}"u8);
        await call.EndAsync(json, warnings, answer.Infos);
    }

    private static bool Truncate(ref QueryValue value, int limit)
    {
        switch (value)
        {
            case VectorValue vector when vector.Samples.Count > limit:
                value = new VectorValue([.. vector.Samples.Take(limit)]);
                return true;
            case MatrixValue matrix when matrix.Series.Count > limit:
                value = new MatrixValue([.. matrix.Series.Take(limit)]);
                return true;
            default:
                return false;
        }
    }

    private static void WriteCost(ApiJson json, QueryCost cost)
    {
        json.Raw(",\"stats\":{\"timings\":{\"evalTotalTime\":"u8);
        json.Number((cost.Preparation + cost.Evaluation).TotalSeconds);
        json.Raw(",\"resultSortTime\":0,\"queryPreparationTime\":"u8);
        json.Number(cost.Preparation.TotalSeconds);
        json.Raw(",\"innerEvalTime\":"u8);
        json.Number(cost.Evaluation.TotalSeconds);
        json.Raw(",\"execQueueTime\":0,\"execTotalTime\":"u8);
        json.Number((cost.Preparation + cost.Evaluation).TotalSeconds);
        json.Raw("},\"samples\":{\"totalQueryableSamples\":"u8);
        json.Number(cost.QueryableSamples);
        json.Raw(",\"peakSamples\":"u8);
        json.Number(cost.PeakSamples);
        json.Raw("}}"u8);
    }
}
