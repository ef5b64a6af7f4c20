using Vigia.Console.Dashboards.Model;
using Vigia.Console.Dashboards.Templating;

namespace Vigia.Console.Dashboards.Variables;

/// <summary>A variable with its choices and what is selected now.</summary>
/// <param name="Variable">As the file defines it.</param>
/// <param name="Options">The choices, without "all"; empty where they were not asked for.</param>
/// <param name="Value">What it stands for.</param>
/// <param name="Notice">What went wrong; null where nothing did.</param>
public sealed record ResolvedVariable(DashboardVariable Variable, IReadOnlyList<VariableOption> Options, VariableValue Value, string? Notice = null);
