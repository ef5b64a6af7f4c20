using Vigia.Console.Dashboards.Model;
using Vigia.Console.Dashboards.Templating;

namespace Vigia.Console.Dashboards.Queries;

/// <summary>Finds out what a data source is that a file names by type, uid, name or variable.</summary>
internal static class DataSources
{
    private static readonly string[] PrometheusTypes =
        ["prometheus", "grafana-amazonprometheus-datasource", "grafana-azureprometheus-datasource", "victoriametrics-datasource", "victoriametrics-metrics-datasource"];

    // Types that files also use as names.
    private static readonly string[] OtherTypes =
        ["loki", "elasticsearch", "influxdb", "graphite", "tempo", "jaeger", "zipkin", "mysql", "postgres", "mssql", "cloudwatch", "stackdriver", "opentsdb", "opensearch", "testdata", "alertmanager", "pyroscope", "parca"];

    /// <summary>Whether a plug-in's type speaks PromQL.</summary>
    public static bool IsPrometheus(string type) => PrometheusTypes.Contains(type, StringComparer.OrdinalIgnoreCase);

    /// <summary>What it is, and what to call it to the reader.</summary>
    public static (DataSourceKind Kind, string Name) Find(DataSourceReference reference, VariableScope scope, Dashboard dashboard)
    {
        if (reference.IsDefault)
        {
            return (DataSourceKind.Prometheus, "prometheus");
        }

        string uid = reference.Uid;
        switch (uid)
        {
            case "-- Mixed --" or "mixed":
                return (DataSourceKind.Mixed, uid);
            case "-- Dashboard --" or "dashboard":
                return (DataSourceKind.Dashboard, uid);
            case "-- Grafana --" or "grafana":
                return (DataSourceKind.Grafana, "grafana");
            case "__expr__" or "-100":
                return (DataSourceKind.Expression, uid);
            default:
                break;
        }

        if (reference.Type.Length > 0)
        {
            return reference.Type switch
            {
                "__expr__" => (DataSourceKind.Expression, reference.Type),
                "grafana" or "testdata" or "grafana-testdata-datasource" => (DataSourceKind.Grafana, reference.Type),
                "datasource" => (DataSourceKind.Grafana, "grafana"),
                _ when reference.Type.StartsWith('$') => OfType(TypeOf(reference.Type, scope, dashboard)),
                _ => OfType(reference.Type),
            };
        }

        return OfType(uid.StartsWith('$') || uid.StartsWith("[[", StringComparison.Ordinal) ? TypeOf(uid, scope, dashboard) : uid);
    }

    private static (DataSourceKind Kind, string Name) OfType(string type) =>
        OtherTypes.FirstOrDefault(other => string.Equals(type, other, StringComparison.OrdinalIgnoreCase)) is { } known ? (DataSourceKind.Other, known)
        : type.Contains("datasource", StringComparison.OrdinalIgnoreCase) && !IsPrometheus(type) ? (DataSourceKind.Other, type)
        : (DataSourceKind.Prometheus, "prometheus");

    private static string TypeOf(string text, VariableScope scope, Dashboard dashboard)
    {
        string name = TemplateText.Names(text).FirstOrDefault() ?? "";
        return dashboard.Inputs.FirstOrDefault(input => input.Name == name)?.PluginId is { Length: > 0 } plugin ? plugin
            : dashboard.Variables.FirstOrDefault(variable => variable.Name == name) is { Kind: VariableKind.DataSource } variable ? variable.Query
            : scope.Find(name)?.Values is [var value, ..] ? value : "";
    }
}
