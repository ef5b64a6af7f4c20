namespace Vigia.Console.Dashboards.Model;

/// <summary>A variable as the file defines it.</summary>
public sealed record DashboardVariable
{
    public required string Name { get; init; }

    public required VariableKind Kind { get; init; }

    /// <summary>As the file writes the kind, for messages.</summary>
    public required string Type { get; init; }

    public string Label { get; init; } = "";

    public string Description { get; init; } = "";

    /// <summary>0: shown; 1: without its label; 2: not at all.</summary>
    public int Hide { get; init; }

    /// <summary>The query, list or constant.</summary>
    public string Query { get; init; } = "";

    public DataSourceReference DataSource { get; init; } = DataSourceReference.Default;

    /// <summary>A JavaScript expression that options must match; its groups may name <c>text</c> and <c>value</c>.</summary>
    public string Regex { get; init; } = "";

    /// <summary>0 none; 1, 2 alphabetical; 3, 4 numerical; 5, 6 alphabetical, any case; 7, 8 natural; even ones descend.</summary>
    public int Sort { get; init; }

    /// <summary>0 never; 1 when the dashboard opens; 2 when the time range changes.</summary>
    public int Refresh { get; init; }

    public bool IsMulti { get; init; }

    public bool IncludesAll { get; init; }

    /// <summary>What "all" stands for; "" is every option.</summary>
    public string AllValue { get; init; } = "";

    /// <summary>What is selected until somebody chooses.</summary>
    public IReadOnlyList<string> Current { get; init; } = [];

    /// <summary>Its text where it differs.</summary>
    public IReadOnlyList<string> CurrentText { get; init; } = [];

    /// <summary>An interval's own choice by the range's length.</summary>
    public bool HasAuto { get; init; }

    public int AutoCount { get; init; } = 30;

    public string AutoMinimum { get; init; } = "10s";

    /// <summary>The ad hoc filters that the file brings.</summary>
    public IReadOnlyList<AdhocFilter> Filters { get; init; } = [];

    /// <summary>The options that the file was saved with.</summary>
    public IReadOnlyList<string> SavedOptions { get; init; } = [];
}
