using System.Globalization;

namespace Vigia.Server.Alerting.Rules.UnitTests;

/// <summary>Something that came out otherwise than a test expects, or that keeps it from running.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">The line of the case, from 1.</param>
/// <param name="Test">The test's name; "" where it has none.</param>
/// <param name="Message">What, over several lines, as promtool words it.</param>
internal sealed record UnitTestFailure(string File, int Line, string Test, string Message)
{
    /// <summary><c>file:line: message</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}: {Message}");
}
