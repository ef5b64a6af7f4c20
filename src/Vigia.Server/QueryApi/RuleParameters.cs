namespace Vigia.Server.QueryApi;

/// <summary>The parameters of <c>/api/v1/rules</c>.</summary>
internal static class RuleParameters
{
    /// <summary>Refuses what Prometheus refuses.</summary>
    /// <exception cref="ApiException">A parameter has a value that it cannot have.</exception>
    public static void Check(ApiParameters parameters)
    {
        string type = (parameters["type"] ?? "").ToLowerInvariant();
        if (type is not ("" or "alert" or "record"))
        {
            throw ApiException.Invalid("type", $"not supported value \"{type}\"");
        }

        if (parameters["exclude_alerts"] is { Length: > 0 } exclude && exclude.ToLowerInvariant() is not ("1" or "t" or "true" or "0" or "f" or "false"))
        {
            throw ApiException.Invalid("exclude_alerts", $"error converting exclude_alerts: \"{exclude}\" is neither true nor false");
        }

        SelectorParser.OfMatches(parameters.All("match[]"));
    }
}
