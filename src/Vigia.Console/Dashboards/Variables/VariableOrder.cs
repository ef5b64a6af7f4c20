using Vigia.Console.Dashboards.Model;
using Vigia.Console.Dashboards.Templating;

namespace Vigia.Console.Dashboards.Variables;

/// <summary>Orders variables so that each comes after those it uses. Where some use each other in a circle the file's order holds.</summary>
internal static class VariableOrder
{
    public static IReadOnlyList<DashboardVariable> Of(IReadOnlyList<DashboardVariable> variables)
    {
        Dictionary<string, DashboardVariable> byName = variables.ToDictionary(static one => one.Name, StringComparer.Ordinal);
        var ordered = new List<DashboardVariable>(variables.Count);
        var visited = new HashSet<string>(StringComparer.Ordinal);
        foreach (DashboardVariable variable in variables)
        {
            Visit(variable);
        }

        return ordered;

        // As deep as there are variables at most, and those are bounded by the reader.
        void Visit(DashboardVariable variable)
        {
            if (!visited.Add(variable.Name))
            {
                return;
            }

            foreach (string name in TemplateText.Names(variable.Query + " " + variable.Regex + " " + variable.DataSource.Uid))
            {
                if (byName.TryGetValue(name, out DashboardVariable? used))
                {
                    Visit(used);
                }
            }

            ordered.Add(variable);
        }
    }
}
