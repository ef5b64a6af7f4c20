using System.Text.RegularExpressions;
using Vigia.Testing;
using Xunit;

namespace Vigia.Tests.Architecture;

/// <summary>Which feature folder of the module may see which. A folder that is not named here may be seen by all.</summary>
public sealed partial class FolderDirectionTests
{
    /// <summary>Folder → the folders that it must not see.</summary>
    private static readonly Dictionary<string, string[]> Forbidden = new(StringComparer.Ordinal)
    {
        ["Access"] = ["Admission", "Queue", "Messages", "DeadLetters", "Processing", "Delivery", "Listeners", "Api"],
        ["Lifecycle"] = ["Access", "Admission", "Queue", "Messages", "DeadLetters", "Processing", "Delivery", "Listeners", "Api"],
        ["Queue"] = ["Access", "Admission", "Processing", "Delivery", "Listeners", "Api"],
        ["Messages"] = ["Access", "Admission", "Processing", "Delivery", "Listeners", "Api"],
        ["Admission"] = ["Processing", "Delivery", "Listeners", "Api", "DeadLetters"],
        ["Processing"] = ["Access", "Admission", "Listeners", "Api", "DeadLetters"],
        ["Delivery"] = ["Access", "Admission", "Listeners", "Api", "DeadLetters", "Queue"],
        ["DeadLetters"] = ["Admission", "Processing", "Delivery", "Listeners"],
        ["Listeners"] = ["Processing", "Delivery", "DeadLetters", "Api"],
        ["Dependencies"] = ["Access", "Admission", "Processing", "Delivery", "Listeners", "Api"],
    };

    /// <summary>The same of the monitor: what reads formats sees nothing of what uses it, and the ways in do not see each other.</summary>
    private static readonly Dictionary<string, string[]> ForbiddenInServer = new(StringComparer.Ordinal)
    {
        ["Protobuf"] = ["Exposition", "Relabeling", "Configuration", "HttpClients", "Scraping", "Ingest", "RemoteWrite", "RemoteRead"],
        ["Relabeling"] = ["Exposition", "Configuration", "HttpClients", "Scraping", "Ingest", "RemoteWrite", "RemoteRead"],
        ["Exposition"] = ["Configuration", "HttpClients", "Scraping", "Ingest", "RemoteWrite", "RemoteRead"],
        ["Configuration"] = ["Exposition", "HttpClients", "Scraping", "Ingest", "RemoteWrite", "RemoteRead"],
        ["HttpClients"] = ["Exposition", "Scraping", "Ingest", "RemoteWrite", "RemoteRead"],
        ["Scraping"] = ["Ingest", "RemoteWrite", "RemoteRead"],
        ["Ingest"] = ["Scraping", "RemoteWrite", "RemoteRead", "HttpClients"],
        ["RemoteWrite"] = ["Exposition", "Scraping", "Ingest", "RemoteRead"],
        ["RemoteRead"] = ["Exposition", "Scraping", "HttpClients"],
    };

    [Fact]
    public void Folders_OfTheModule_FollowTheDirection() => AssertDirection("Vigia.Integration", Forbidden);

    [Fact]
    public void Folders_OfTheMonitor_FollowTheDirection() => AssertDirection("Vigia.Server", ForbiddenInServer);

    private static void AssertDirection(string project, Dictionary<string, string[]> table)
    {
        string root = Repository.File("src", project);
        var wrong = new List<string>();
        foreach (string file in Sources(root))
        {
            string relative = Path.GetRelativePath(root, file);
            string folder = relative.Split(Path.DirectorySeparatorChar)[0];
            if (!table.TryGetValue(folder, out string[]? forbidden))
            {
                continue;
            }

            wrong.AddRange(
                Seen(file, project).Select(seen => seen.Split('.')[0]).Distinct()
                    .Intersect(forbidden)
                    .Select(other => $"{relative} must not see {other}"));
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Listeners_OfOneProtocol_SeeNoOther()
    {
        string root = Repository.File("src", "Vigia.Integration", "Listeners");
        string[] protocols = [.. Directory.EnumerateDirectories(root)
            .Where(folder => Directory.EnumerateFiles(folder, "*Listener.cs").Any())
            .Select(folder => Path.GetFileName(folder)!)];
        Assert.NotEmpty(protocols);

        var wrong = new List<string>();
        foreach (string file in Sources(Repository.File("src", "Vigia.Integration")))
        {
            string relative = Path.GetRelativePath(root, file);
            wrong.AddRange(
                Seen(file, "Vigia.Integration.Listeners").Select(seen => seen.Split('.')[0]).Distinct()
                    .Where(protocol => protocols.Contains(protocol) && !relative.StartsWith(protocol + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                    .Select(protocol => $"{relative} must not see the listener {protocol}"));
        }

        Assert.Empty(wrong);
    }

    internal static IEnumerable<string> Sources(string root) =>
        Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                && !path.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    /// <summary>What a file names below <paramref name="prefix"/>, by using directives and by full names.</summary>
    private static IEnumerable<string> Seen(string file, string prefix)
    {
        foreach (string line in File.ReadLines(file))
        {
            string code = line.TrimStart();
            if (code.StartsWith("//", StringComparison.Ordinal) || code.StartsWith("namespace ", StringComparison.Ordinal))
            {
                continue;
            }

            foreach (Match match in QualifiedName().Matches(code))
            {
                if (match.Value.StartsWith(prefix + ".", StringComparison.Ordinal))
                {
                    yield return match.Value[(prefix.Length + 1)..];
                }
            }
        }
    }

    [GeneratedRegex(@"Vigia(\.\w+)+")]
    private static partial Regex QualifiedName();
}
