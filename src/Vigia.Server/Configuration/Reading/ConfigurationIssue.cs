using System.Globalization;

namespace Vigia.Server.Configuration.Reading;

/// <summary>Something wrong in a configuration file, or, as a warning, something without effect.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Reason">What is wrong, and what to do.</param>
/// <param name="IsWarning">Whether the file is taken nevertheless.</param>
internal sealed record ConfigurationIssue(string File, int Line, string Reason, bool IsWarning)
{
    /// <summary>Whether a warning is only to be known: nothing was written that has no effect.</summary>
    public bool IsNote { get; init; }

    /// <summary><c>file:line: reason</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}: {Reason}");
}
