using Vigia.Server.Configuration.Reading;

namespace Vigia.Server.Configuration.Reload;

/// <summary>What a reload came to.</summary>
/// <param name="Time">When.</param>
/// <param name="Issues">Every error and warning, with file and line.</param>
/// <param name="Failures">What kept parts of the program from taking a right configuration.</param>
internal sealed record ReloadResult(DateTimeOffset Time, IReadOnlyList<ConfigurationIssue> Issues, IReadOnlyList<string> Failures)
{
    /// <summary>Whether the file is in force everywhere.</summary>
    public bool Succeeded => Failures.Count == 0 && !Issues.Any(static issue => !issue.IsWarning);

    /// <summary>One line for each error; "" where there is none.</summary>
    public string Error => string.Join('\n', Issues.Where(static issue => !issue.IsWarning).Select(static issue => issue.ToString()).Concat(Failures));
}
