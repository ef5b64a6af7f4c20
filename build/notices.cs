// Writes THIRD-PARTY-NOTICES.md from the packages that the program ships with.
//
//   dotnet run build/notices.cs            writes the file
//   dotnet run build/notices.cs -- --check exits with 1 where the file is not up to date
//
// It reads what the last restore of src/Vigia resolved, and each package's own .nuspec and license file.
#:property PublishAot=false
#:property NoWarn=CA1305

using System.Text;
using System.Text.Json;
using System.Xml.Linq;

string root = Directory.GetCurrentDirectory();
string assets = Path.Combine(root, "src", "Vigia", "obj", "project.assets.json");
if (!File.Exists(assets))
{
    Console.Error.WriteLine($"notices: {Path.GetRelativePath(root, assets)} is missing: run dotnet restore first, from the repository's root.");
    return 2;
}

using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(assets));
string[] folders = [.. document.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name)];
HashSet<string> shipped = [.. document.RootElement.GetProperty("targets").EnumerateObject().First().Value.EnumerateObject()
    .Where(library => library.Value.GetProperty("type").GetString() == "package")
    .Where(library => Has(library.Value, "runtime") || Has(library.Value, "runtimeTargets") || Has(library.Value, "native"))
    .Select(library => library.Name)];

var packages = new List<(string Id, string Version, string License, string Copyright, string Url, string? Text)>();
foreach (JsonProperty library in document.RootElement.GetProperty("libraries").EnumerateObject().Where(library => shipped.Contains(library.Name)))
{
    string folder = folders.Select(f => Path.Combine(f, library.Value.GetProperty("path").GetString()!)).First(Directory.Exists);
    XElement metadata = XDocument.Load(Directory.EnumerateFiles(folder, "*.nuspec").Single()).Root!.Elements().Single(e => e.Name.LocalName == "metadata");
    string Value(string name) => metadata.Elements().FirstOrDefault(e => e.Name.LocalName == name)?.Value.Trim() ?? "";
    XElement? license = metadata.Elements().FirstOrDefault(e => e.Name.LocalName == "license");
    bool isFile = license?.Attribute("type")?.Value == "file";
    string? text = isFile ? File.ReadAllText(Path.Combine(folder, license!.Value.Trim().Replace('\\', '/'))).ReplaceLineEndings("\n").Trim() : null;
    packages.Add((
        Value("id"), Value("version"),
        isFile ? "see below" : license?.Value.Trim() ?? Value("licenseUrl"),
        Value("copyright") is { Length: > 0 } copyright ? copyright : Value("authors"),
        Value("projectUrl"), text));
}

packages.Sort((a, b) => string.CompareOrdinal(a.Id.ToUpperInvariant(), b.Id.ToUpperInvariant()));
string[] forbidden = [.. packages.Where(p => p.License.Contains("GPL", StringComparison.OrdinalIgnoreCase)).Select(p => $"{p.Id}: {p.License}")];
if (forbidden.Length > 0)
{
    Console.Error.WriteLine("notices: these licenses may not be shipped: " + string.Join(", ", forbidden));
    return 1;
}

var output = new StringBuilder();
output.Append("# Third-party notices\n\nVigia ships with these packages. The list is made from the packages themselves by `dotnet run build/notices.cs`.\n\n");
output.Append("| package | version | license | copyright |\n|---|---|---|---|\n");
foreach (var p in packages)
{
    string name = p.Url.Length > 0 ? $"[{p.Id}]({p.Url})" : p.Id;
    output.Append($"| {name} | {p.Version} | {p.License} | {p.Copyright.ReplaceLineEndings(" ").Replace("|", "/")} |\n");
}

foreach (var group in packages.Where(p => p.Text is not null).GroupBy(p => p.Text))
{
    output.Append($"\n## {string.Join(", ", group.Select(p => p.Id))}\n\n```text\n{group.Key}\n```\n");
}

output.Append("""

    ## MIT

    ```text
    Permission is hereby granted, free of charge, to any person obtaining a copy
    of this software and associated documentation files (the "Software"), to deal
    in the Software without restriction, including without limitation the rights
    to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
    copies of the Software, and to permit persons to whom the Software is
    furnished to do so, subject to the following conditions:

    The above copyright notice and this permission notice shall be included in all
    copies or substantial portions of the Software.

    THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
    IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
    FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
    AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
    LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
    OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
    SOFTWARE.
    ```

    ## BSD-3-Clause and BSD-2-Clause (which has no third condition)

    ```text
    Redistribution and use in source and binary forms, with or without
    modification, are permitted provided that the following conditions are met:

    1. Redistributions of source code must retain the above copyright notice, this
       list of conditions and the following disclaimer.

    2. Redistributions in binary form must reproduce the above copyright notice,
       this list of conditions and the following disclaimer in the documentation
       and/or other materials provided with the distribution.

    3. Neither the name of the copyright holder nor the names of its contributors
       may be used to endorse or promote products derived from this software
       without specific prior written permission.

    THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS"
    AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE
    IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
    DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
    FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
    DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
    SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
    CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
    OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
    OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
    ```

    ## Apache-2.0

    The text is in [LICENSE](LICENSE).

    """);

string file = Path.Combine(root, "THIRD-PARTY-NOTICES.md");
if (args.Contains("--check"))
{
    if (File.Exists(file) && File.ReadAllText(file) == output.ToString())
    {
        return 0;
    }

    Console.Error.WriteLine("notices: THIRD-PARTY-NOTICES.md is not up to date: run dotnet run build/notices.cs");
    return 1;
}

File.WriteAllText(file, output.ToString());
Console.WriteLine($"notices: {packages.Count} packages");
return 0;

static bool Has(JsonElement library, string name) =>
    library.TryGetProperty(name, out JsonElement group) && group.EnumerateObject().Any(item => !item.Name.EndsWith("/_._", StringComparison.Ordinal));
