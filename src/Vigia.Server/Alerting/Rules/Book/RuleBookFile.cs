using Vigia.Server.Alerting.Rules.Running;
using Vigia.Server.Configuration.Reading;

namespace Vigia.Server.Alerting.Rules.Book;

/// <summary>A file of rules as it is now. Immutable but for the groups, which go on.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Path">The file that holds.</param>
/// <param name="IsOwn">Whether it is the user's.</param>
/// <param name="IsShipped">Whether one of this name comes with the installation.</param>
/// <param name="Issues">Its errors and warnings.</param>
/// <param name="Groups">Its groups that run.</param>
internal sealed record RuleBookFile(
    string Name, string Path, bool IsOwn, bool IsShipped, IReadOnlyList<ConfigurationIssue> Issues, IReadOnlyList<RuleGroupLoop> Groups);
