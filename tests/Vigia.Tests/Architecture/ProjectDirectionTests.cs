using System.Xml.Linq;
using Vigia.Testing;
using Xunit;

namespace Vigia.Tests.Architecture;

/// <summary>Which project may see which, as docs/architecture.md says.</summary>
public sealed class ProjectDirectionTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Vigia.Instrumentation"] = [],
        ["Vigia.Model"] = [],
        ["Vigia.PromQL"] = ["Vigia.Model"],
        ["Vigia.Console"] = ["Vigia.Instrumentation", "Vigia.Model", "Vigia.PromQL", "Vigia.Server"],
        ["Vigia.Integration"] = ["Vigia.Instrumentation", "Vigia.Model"],
        ["Vigia.Server"] = ["Vigia.Instrumentation", "Vigia.Model", "Vigia.PromQL", "Vigia.Storage"],
        ["Vigia"] = ["Vigia.Console", "Vigia.Instrumentation", "Vigia.Integration", "Vigia.Model", "Vigia.PromQL", "Vigia.Server", "Vigia.Storage"],
        ["Vigia.Storage"] = ["Vigia.Instrumentation", "Vigia.Model"],
    };

    [Fact]
    public void References_OfEachProject_FollowTheDirection()
    {
        var wrong = new List<string>();
        foreach (string project in SourceProjects())
        {
            string name = Path.GetFileNameWithoutExtension(project);
            if (!Allowed.TryGetValue(name, out string[]? allowed))
            {
                wrong.Add($"{name}: not in the table of directions");
                continue;
            }

            wrong.AddRange(References(project).Except(allowed).Select(other => $"{name} must not see {other}"));
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Assemblies_AsBuilt_FollowTheDirection()
    {
        Assert.DoesNotContain("Vigia.Integration", VigiaReferences(typeof(Model.Messages.Message)));
        Assert.Empty(VigiaReferences(typeof(Model.Messages.Message)));
        Assert.Empty(VigiaReferences(typeof(Instrumentation.Metrics.MetricRegistry)));
        Assert.Equal(["Vigia.Instrumentation", "Vigia.Model"], VigiaReferences(typeof(Integration.ModuleHost)));
    }

    [Fact]
    public void Packages_OfModel_AreNone() =>
        Assert.Empty(XDocument.Load(Repository.File("src", "Vigia.Model", "Vigia.Model.csproj")).Descendants("PackageReference"));

    [Fact]
    public void Versions_OfPackages_AreCentral()
    {
        string[] local =
        [
            .. Directory.EnumerateFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories)
                .Where(path => XDocument.Load(path).Descendants("PackageReference").Any(reference => reference.Attribute("Version") is not null)),
        ];
        Assert.Empty(local);
    }

    [Fact]
    public void Solution_NamesEveryProject()
    {
        string solution = File.ReadAllText(Repository.File("Vigia.slnx"));
        Assert.All(
            Directory.EnumerateFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories),
            path => Assert.Contains(Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'), solution, StringComparison.Ordinal));
    }

    internal static IEnumerable<string> SourceProjects() =>
        Directory.EnumerateFiles(Repository.File("src"), "*.csproj", SearchOption.AllDirectories);

    private static IEnumerable<string> References(string project) =>
        XDocument.Load(project).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));

    private static string[] VigiaReferences(Type type) =>
    [
        .. type.Assembly.GetReferencedAssemblies()
            .Select(name => name.Name!)
            .Where(name => name.StartsWith("Vigia", StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal),
    ];
}
