using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Vigia.Server.Alerting.Rules.Book;

/// <summary>
/// The user's files of rules: <c>NAME.yml</c>, and below <c>history/NAME.yml/</c> the versions before, <c>NUMBER.yml</c>; an empty one says that there was no
/// file of the user's. Files are written whole, synced and renamed into place. Its caller lets one writer in at a time.
/// </summary>
internal sealed partial class RuleFileStore(string folder, int keepVersions)
{
    /// <summary>Whether a name can be one of a file: it cannot lead out of the folder.</summary>
    public static bool IsName(string name) => name.Length <= 100 && Name().IsMatch(name);

    /// <summary>The name.</summary>
    /// <exception cref="RuleBookException">It cannot be one.</exception>
    public static string Require(string name) =>
        IsName(name) ? name : throw new RuleBookException($"'{name}' cannot be a file's name: take letters, digits, '.', '_' and '-', with .yml at the end.");

    /// <summary>Differs where the text does.</summary>
    public static string VersionOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));

    /// <summary>The user's text; null where there is none.</summary>
    public async Task<string?> ReadAsync(string name, CancellationToken cancellationToken) => await TextAsync(FileOf(name), cancellationToken);

    /// <summary>Writes a text, or removes the file for null; the text before goes to the history.</summary>
    public async Task WriteAsync(string name, string? text, CancellationToken cancellationToken)
    {
        string? before = await ReadAsync(name, cancellationToken);
        if (before != text)
        {
            Keep(name, before ?? "");
        }

        Put(name, text);
    }

    /// <summary>Puts back what was there before the last write, as if that had not been.</summary>
    public void TakeBack(string name, string? before, int versionsBefore)
    {
        Put(name, before);
        foreach (RuleBookVersion version in Versions(name).Where(version => version.Number > versionsBefore))
        {
            File.Delete(VersionFile(name, version.Number));
        }
    }

    /// <summary>Earlier versions, the newest first.</summary>
    public IReadOnlyList<RuleBookVersion> Versions(string name)
    {
        var history = new DirectoryInfo(HistoryOf(name));
        return !history.Exists
            ? []
            : [.. history.EnumerateFiles("*.yml")
                .Select(static file => (File: file, Number: NumberOf(file)))
                .Where(static one => one.Number > 0)
                .OrderByDescending(static one => one.Number)
                .Select(static one => new RuleBookVersion(one.Number, new DateTimeOffset(one.File.LastWriteTimeUtc), one.File.Length))];
    }

    /// <summary>An earlier version; null where there is none of this number, or there was no file then.</summary>
    public async Task<string?> VersionAsync(string name, int number, CancellationToken cancellationToken) =>
        await TextAsync(VersionFile(name, number), cancellationToken) is { Length: > 0 } text ? text : null;

    private static async Task<string?> TextAsync(string file, CancellationToken cancellationToken) =>
        File.Exists(file) ? await File.ReadAllTextAsync(file, cancellationToken) : null;

    private static int NumberOf(FileInfo file) =>
        int.TryParse(Path.GetFileNameWithoutExtension(file.Name), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    private static void WriteWhole(string file, string text)
    {
        string temporary = file + ".new";
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, file, overwrite: true);
    }

    private void Put(string name, string? text)
    {
        Directory.CreateDirectory(folder);
        if (text is null)
        {
            File.Delete(FileOf(name));
        }
        else
        {
            WriteWhole(FileOf(name), text);
        }
    }

    private void Keep(string name, string text)
    {
        Directory.CreateDirectory(HistoryOf(name));
        IReadOnlyList<RuleBookVersion> versions = Versions(name);
        WriteWhole(VersionFile(name, versions.Count == 0 ? 1 : versions[0].Number + 1), text);
        foreach (RuleBookVersion old in versions.Skip(keepVersions - 1))
        {
            File.Delete(VersionFile(name, old.Number));
        }
    }

    private string FileOf(string name) => Path.Combine(folder, Require(name));

    private string HistoryOf(string name) => Path.Combine(folder, "history", Require(name));

    private string VersionFile(string name, int number) => Path.Combine(HistoryOf(name), number.ToString(CultureInfo.InvariantCulture) + ".yml");

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]*\.ya?ml\z")]
    private static partial Regex Name();
}
