using Vigia.Server.Alerting.Templates.Functions;

namespace Vigia.Server.Alerting.Rules.UnitTests;

/// <summary>Numbers as YAML and Go write them: <c>1.5e3</c>, <c>.inf</c>, <c>-Inf</c>, <c>NaN</c>.</summary>
internal static class TestNumber
{
    public static bool TryParse(string text, out double value)
    {
        string word = text.TrimStart('+', '-');
        bool isYamlWord = word.StartsWith('.') && word.Length > 1 && char.IsAsciiLetter(word[1]);
        return GoNumber.TryParse(isYamlWord ? text.Replace(".", "", StringComparison.Ordinal) : text.Replace("_", "", StringComparison.Ordinal), out value);
    }

    /// <summary>Whether two values are the same, or neighbours where that is enough. NaN is the same as NaN.</summary>
    public static bool AreEqual(double expected, double actual, bool isFuzzy) =>
        expected.Equals(actual) || expected == actual || (isFuzzy && (Math.BitDecrement(expected) == actual || Math.BitIncrement(expected) == actual));
}
