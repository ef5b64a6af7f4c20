namespace Vigia.Console.Dashboards.Model;

/// <summary>Marks on time axes that a query makes.</summary>
internal sealed record AnnotationQuery
{
    public required string Name { get; init; }

    public bool IsEnabled { get; init; } = true;

    public DataSourceReference DataSource { get; init; } = DataSourceReference.Default;

    public string Expression { get; init; } = "";

    /// <summary>The least step as Grafana writes durations.</summary>
    public string Step { get; init; } = "";

    public string TitleFormat { get; init; } = "";

    public string TextFormat { get; init; } = "";

    /// <summary>Names of labels whose values become tags.</summary>
    public string TagKeys { get; init; } = "";
}
