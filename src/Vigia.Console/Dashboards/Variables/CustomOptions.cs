using System.Text;

namespace Vigia.Console.Dashboards.Variables;

/// <summary>The list of a custom or interval variable: <c>a, b, Text : value</c>; <c>\,</c> is a comma within a value.</summary>
internal static class CustomOptions
{
    public static IReadOnlyList<VariableOption> Parse(string list)
    {
        var options = new List<VariableOption>();
        foreach (string item in Split(list))
        {
            int colon = item.IndexOf(" : ", StringComparison.Ordinal);
            options.Add(colon > 0 ? new VariableOption(item[..colon].Trim(), item[(colon + 3)..].Trim()) : new VariableOption(item, item));
        }

        return options;
    }

    private static IEnumerable<string> Split(string list)
    {
        var item = new StringBuilder();
        for (int i = 0; i <= list.Length; i++)
        {
            if (i == list.Length || list[i] == ',')
            {
                string text = item.ToString().Trim();
                item.Clear();
                if (text.Length > 0)
                {
                    yield return text;
                }

                continue;
            }

            i += list[i] == '\\' && i + 1 < list.Length && list[i + 1] == ',' ? 1 : 0;
            item.Append(list[i]);
        }
    }
}
