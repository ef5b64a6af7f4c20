using System.Text.RegularExpressions;
using Vigia.Testing;
using Xunit;

namespace Vigia.Tests.Architecture;

/// <summary>The laws of CONTRIBUTING.md that a machine can check.</summary>
public sealed partial class LawTests
{
    private static readonly string[] ForbiddenNames = ["Utils", "Util", "Helpers", "Helper", "Common", "Manager", "Misc"];

    private static IEnumerable<string> AllSources() =>
        new[] { "src", "tests", "benchmarks", "samples" }
            .Select(folder => Repository.File(folder))
            .Where(Directory.Exists)
            .SelectMany(FolderDirectionTests.Sources);

    [Fact]
    public void Files_AreNoLongerThan800Lines() =>
        Assert.Empty(AllSources().Where(file => File.ReadLines(file).Count() > 800).Select(Relative));

    [Fact]
    public void Files_OfThePrograms_AreMostlyShort()
    {
        int[] lengths = [.. FolderDirectionTests.Sources(Repository.File("src")).Select(file => File.ReadLines(file).Count()).Order()];
        Assert.True(lengths[lengths.Length / 2] < 100, $"The median file has {lengths[lengths.Length / 2]} lines; it must be below 100.");
        int nineInTen = lengths[lengths.Length * 9 / 10];
        Assert.True(nineInTen < 350, $"One file in ten has {nineInTen} lines or more; nine in ten must be below 350.");
    }

    [Fact]
    public void Folders_HoldAtMost25Files() =>
        Assert.Empty(
            AllSources().GroupBy(Path.GetDirectoryName)
                .Where(folder => folder.Count() > 25)
                .Select(folder => $"{Relative(folder.Key!)}: {folder.Count()} files"));

    [Fact]
    public void Names_SayWhatAThingIs() =>
        Assert.Empty(
            AllSources().Where(file => Relative(file).Split('/', '.')
                .Any(part => ForbiddenNames.Any(name => part.EndsWith(name, StringComparison.Ordinal))))
                .Select(Relative));

    [Fact]
    public void Namespaces_EqualTheirFolder()
    {
        var wrong = new List<string>();
        foreach (string file in FolderDirectionTests.Sources(Repository.File("src")))
        {
            Match match = Namespace().Match(File.ReadAllText(file));
            string expected = Path.GetDirectoryName(Path.GetRelativePath(Repository.File("src"), file))!.Replace(Path.DirectorySeparatorChar, '.');
            if (match.Success && match.Groups[1].Value.TrimEnd() != expected)
            {
                wrong.Add($"{Relative(file)} is in {match.Groups[1].Value}, not in {expected}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void PublicTypes_AreOneAFile() =>
        Assert.Empty(
            FolderDirectionTests.Sources(Repository.File("src"))
                .Where(file => PublicType().Count(File.ReadAllText(file)) > 1)
                .Select(Relative));

    [Fact]
    public void Sources_HideNothing()
    {
        var wrong = new List<string>();
        foreach (string file in FolderDirectionTests.Sources(Repository.File("src")))
        {
            int number = 0;
            foreach (string line in File.ReadLines(file))
            {
                number++;
                if (Hidden().IsMatch(line))
                {
                    wrong.Add($"{Relative(file)}:{number} {line.Trim()}");
                }
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Unsafe_IsOnlyInStorage() =>
        Assert.Empty(
            FolderDirectionTests.Sources(Repository.File("src"))
                .Where(file => !Relative(file).StartsWith("src/Vigia.Storage/", StringComparison.Ordinal))
                .Where(file => Unsafe().IsMatch(File.ReadAllText(file)))
                .Select(Relative));

    private static string Relative(string path) => Path.GetRelativePath(Repository.Root, path).Replace(Path.DirectorySeparatorChar, '/');

    [GeneratedRegex(@"^namespace\s+([\w.]+)\s*;", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^public\s+(?:(?:static|sealed|abstract|partial|readonly|ref)\s+)*(?:class|struct|interface|enum|record|delegate)\b", RegexOptions.Multiline)]
    private static partial Regex PublicType();

    [GeneratedRegex(@"TODO|FIXME|HACK\b|NotImplementedException|catch\s*(\([^)]*\))?\s*\{\s*\}")]
    private static partial Regex Hidden();

    [GeneratedRegex(@"^\s*(?:\w+\s+)*unsafe\s+(?:\w|\{)", RegexOptions.Multiline)]
    private static partial Regex Unsafe();
}
