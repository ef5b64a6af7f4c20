using System.Text.RegularExpressions;
using System.Xml.Linq;
using Vigia.Testing;
using Xunit;

namespace Vigia.Console.Tests.Localization;

/// <summary>English and Portuguese say the same things.</summary>
public sealed partial class ResourceTests
{
    private static readonly string Folder = Repository.File("src", "Vigia.Console", "Resources");

    public static TheoryData<string> Names => [.. Directory.EnumerateFiles(Folder, "*.resx")
        .Select(static path => Path.GetFileNameWithoutExtension(path)).Where(static name => !name.Contains('.', StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Texts_OfBothLanguages_HaveTheSameKeysAndPlaces(string name)
    {
        Dictionary<string, string> english = Read(name + ".resx"), portuguese = Read(name + ".pt-BR.resx");

        Assert.NotEmpty(english);
        Assert.Equal(english.Keys.Order(StringComparer.Ordinal), portuguese.Keys.Order(StringComparer.Ordinal));
        foreach ((string key, string text) in english)
        {
            Assert.False(string.IsNullOrWhiteSpace(portuguese[key]), key);
            Assert.Equal(Places(text), Places(portuguese[key]));
        }
    }

    [Fact]
    public void Texts_NamedInPages_AreThere()
    {
        var all = Names.Select(static row => row.Data).SelectMany(static name => Read(name + ".resx").Keys).ToHashSet(StringComparer.Ordinal);
        string[] missing =
        [
            .. Directory.EnumerateFiles(Repository.File("src", "Vigia.Console"), "*.razor", SearchOption.AllDirectories)
                .Where(static path => !path.Contains("/obj/", StringComparison.Ordinal))
                .SelectMany(path => Key().Matches(File.ReadAllText(path)).Select(match => match.Groups[1].Value)
                    .Where(key => !all.Contains(key)).Select(key => $"{Path.GetFileName(path)}: {key}")),
        ];
        Assert.Empty(missing);
    }

    private static Dictionary<string, string> Read(string file) => XDocument.Load(Path.Combine(Folder, file)).Root!
        .Elements("data").ToDictionary(static data => data.Attribute("name")!.Value, static data => data.Element("value")!.Value, StringComparer.Ordinal);

    private static IEnumerable<string> Places(string text) => Place().Matches(text).Select(static match => match.Value).Distinct().Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Place();

    [GeneratedRegex("""\b(?:T|Frame)\["(\w+)"[\],]""")]
    private static partial Regex Key();
}
