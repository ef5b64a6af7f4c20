using System.Globalization;
using Vigia.Console.Dashboards.Reading;

namespace Vigia.Console.Dashboards.Library;

/// <summary>
/// The user's dashboards: <c>&lt;uid&gt;.json</c>, and below <c>history/&lt;uid&gt;/</c> the versions before, <c>&lt;number&gt;.json</c>. Files are written whole, synced and
/// renamed into place. Its caller lets one writer in at a time.
/// </summary>
internal sealed class DashboardStore(string folder, int keepVersions)
{
    private const string Extension = ".json";

    public string Folder => folder;

    /// <summary>Reads all; files that are no dashboards are told and left where they are.</summary>
    public IReadOnlyList<DashboardEntry> ReadAll(Action<RefusedFile> refuse)
    {
        if (!Directory.Exists(folder))
        {
            return [];
        }

        var entries = new List<DashboardEntry>();
        foreach (FileInfo file in new DirectoryInfo(folder).EnumerateFiles("*" + Extension).OrderBy(static file => file.Name, StringComparer.Ordinal))
        {
            try
            {
                string uid = Path.GetFileNameWithoutExtension(file.Name);
                byte[] json = File.ReadAllBytes(file.FullName);
                Model.Dashboard dashboard = DashboardReader.Read(json, uid);
                entries.Add(new DashboardEntry(dashboard with { Uid = DashboardUid.IsValid(uid) ? uid : dashboard.Uid }, json, dashboard.Folder, IsProvisioned: false, new DateTimeOffset(file.LastWriteTimeUtc)));
            }
            catch (DashboardFormatException exception)
            {
                refuse(new RefusedFile(file.FullName, exception.Line, exception.Message));
            }
        }

        return entries;
    }

    /// <summary>Writes a dashboard; the version before goes to the history.</summary>
    public void Write(string uid, ReadOnlySpan<byte> json, ReadOnlyMemory<byte>? before)
    {
        Directory.CreateDirectory(folder);
        Keep(uid, before);
        WriteWhole(FileOf(uid), json);
    }

    /// <summary>Removes a dashboard; its last version goes to the history.</summary>
    public void Delete(string uid, ReadOnlyMemory<byte> before)
    {
        Keep(uid, before);
        File.Delete(FileOf(uid));
    }

    /// <summary>Earlier versions, the newest first.</summary>
    public IReadOnlyList<DashboardVersion> Versions(string uid)
    {
        var history = new DirectoryInfo(HistoryOf(uid));
        return !history.Exists
            ? []
            : [.. history.EnumerateFiles("*" + Extension)
                .Select(static file => (File: file, Number: NumberOf(file)))
                .Where(static one => one.Number > 0)
                .OrderByDescending(static one => one.Number)
                .Select(static one => new DashboardVersion(one.Number, new DateTimeOffset(one.File.LastWriteTimeUtc), one.File.Length))];
    }

    /// <summary>An earlier version; null where there is none of this number.</summary>
    public byte[]? Version(string uid, int number)
    {
        string file = VersionFile(uid, number);
        return File.Exists(file) ? File.ReadAllBytes(file) : null;
    }

    private void Keep(string uid, ReadOnlyMemory<byte>? before)
    {
        if (before is not { } json || keepVersions == 0)
        {
            return;
        }

        Directory.CreateDirectory(HistoryOf(uid));
        IReadOnlyList<DashboardVersion> versions = Versions(uid);
        WriteWhole(VersionFile(uid, versions.Count == 0 ? 1 : versions[0].Number + 1), json.Span);
        foreach (DashboardVersion old in versions.Skip(keepVersions - 1))
        {
            File.Delete(VersionFile(uid, old.Number));
        }
    }

    private static void WriteWhole(string file, ReadOnlySpan<byte> json)
    {
        string temporary = file + ".new";
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            stream.Write(json);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, file, overwrite: true);
    }

    private static int NumberOf(FileInfo file) =>
        int.TryParse(Path.GetFileNameWithoutExtension(file.Name), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    // A uid is letters, digits, - and _ only: it cannot lead out of the folder.
    private string FileOf(string uid) => Path.Combine(folder, Checked(uid) + Extension);

    private string HistoryOf(string uid) => Path.Combine(folder, "history", Checked(uid));

    private string VersionFile(string uid, int number) => Path.Combine(HistoryOf(uid), number.ToString(CultureInfo.InvariantCulture) + Extension);

    private static string Checked(string uid) =>
        DashboardUid.IsValid(uid) ? uid : throw new ArgumentException($"'{uid}' is no usable uid.", nameof(uid));
}
