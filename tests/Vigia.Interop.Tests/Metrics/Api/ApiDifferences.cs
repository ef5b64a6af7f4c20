namespace Vigia.Interop.Tests.Metrics.Api;

/// <summary>Requests that the API of the current Prometheus, which is Vigia's, answers otherwise than that of 2.42, each with what is to come and why.</summary>
internal sealed record ApiDifferences(int Status, string Answer, string Reason)
{
    private const string Limits = "limit came after 2.42";
    private const string Truncated = "\"warnings\":[\"results truncated due to limit\"]";
    private const string Utf8 = "any UTF-8 is a label's name since 3.0";
    private const string Nothing = """{"status":"success","data":[]}""";

    private static readonly Dictionary<string, ApiDifferences> Known = new(StringComparer.Ordinal)
    {
        ["GET /api/v1/targets"] = new(
            200,
            """{"status":"success","data":{"activeTargets":[],"droppedTargets":[],"droppedTargetCounts":{}}}""",
            "targets that relabelling dropped are counted since 2.48"),
        ["GET /api/v1/labels?limit=abc"] = new(400, "\"errorType\":\"bad_data\"", Limits),
        ["GET /api/v1/labels?limit=-1"] = new(400, "\"errorType\":\"bad_data\"", Limits),
        ["GET /api/v1/labels?limit=1"] = new(200, $"\"data\":[\"__name__\"],{Truncated}", Limits),
        ["GET /api/v1/label/case/values?limit=2"] = new(200, $"\"data\":[\"e100\",\"e20\"],{Truncated}", Limits),
        ["GET /api/v1/series?match[]=api_text&limit=2"] = new(200, Truncated, Limits),
        ["GET /api/v1/query?query=api_text&time=1700000030&limit=2"] = new(200, Truncated, Limits),
        ["GET /api/v1/rules?exclude_alerts=abc"] = new(400, "invalid parameter \\\"exclude_alerts\\\": error converting exclude_alerts", "exclude_alerts came after 2.42"),
        ["GET /api/v1/rules?match[]=up{"] = new(400, "\"errorType\":\"bad_data\"", "match[] of rules came after 2.42"),
        ["GET /api/v1/label/a-b/values"] = new(200, Nothing, Utf8),
        ["GET /api/v1/label/1a/values"] = new(200, Nothing, Utf8),
    };

    /// <summary>What is known of a request; null where both answer alike.</summary>
    public static ApiDifferences? Of(ApiRequest request) => Known.GetValueOrDefault($"{request.Method} {request.Address}");
}
