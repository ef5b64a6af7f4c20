namespace Vigia.Server.QueryApi;

/// <summary>Which Prometheus' API this is.</summary>
internal static class PrometheusApi
{
    public const string Version = "3.5.0";
}
