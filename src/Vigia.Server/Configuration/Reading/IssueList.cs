using YamlDotNet.RepresentationModel;

namespace Vigia.Server.Configuration.Reading;

/// <summary>Collects what is wrong in one file. Not thread-safe.</summary>
internal sealed class IssueList(string file)
{
    private readonly List<ConfigurationIssue> _issues = [];

    public string File { get; } = file;

    public IReadOnlyList<ConfigurationIssue> Issues => [.. _issues.OrderBy(static issue => issue.Line)];

    public bool HasErrors => _issues.Exists(static issue => !issue.IsWarning);

    public void Error(YamlNode at, string reason) => Error((int)at.Start.Line, reason);

    public void Error(int line, string reason) => _issues.Add(new ConfigurationIssue(File, line, reason, IsWarning: false));

    public void Warn(YamlNode at, string reason) => _issues.Add(new ConfigurationIssue(File, (int)at.Start.Line, reason, IsWarning: true));
}
