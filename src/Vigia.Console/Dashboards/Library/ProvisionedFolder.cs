using System.Collections.Immutable;
using Vigia.Console.Dashboards.Reading;

namespace Vigia.Console.Dashboards.Library;

/// <summary>
/// The dashboards of a folder that is read and never written. A look reads again only what has changed; a bad file is refused and its last good version stays.
/// Looks must not overlap; reading is safe from any thread.
/// </summary>
internal sealed class ProvisionedFolder(string path)
{
    private const int MaxFiles = 1000;

    private readonly Dictionary<string, (DateTime Written, long Length)> _seen = new(StringComparer.Ordinal);
    private ImmutableDictionary<string, DashboardEntry> _byFile = ImmutableDictionary<string, DashboardEntry>.Empty;
    private ImmutableDictionary<string, RefusedFile> _refused = ImmutableDictionary<string, RefusedFile>.Empty;

    public string Path => path;

    /// <summary>The good ones by uid; where two files have the same, the first by name.</summary>
    public IEnumerable<DashboardEntry> Entries =>
        _byFile.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => pair.Value).DistinctBy(static entry => entry.Dashboard.Uid);

    /// <summary>Files that are refused now.</summary>
    public IEnumerable<RefusedFile> Refused => _refused.Values;

    /// <summary>Looks at the folder. Returns what is newly refused, and whether anything changed.</summary>
    public (bool HasChanged, IReadOnlyList<RefusedFile> Refused) Look()
    {
        var newlyRefused = new List<RefusedFile>();
        bool hasChanged = false;
        var files = Directory.Exists(path)
            ? new DirectoryInfo(path).EnumerateFiles("*.json", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 3 }).OrderBy(static file => file.FullName, StringComparer.Ordinal).Take(MaxFiles).ToList()
            : [];
        foreach (FileInfo file in files)
        {
            (DateTime, long) now = (file.LastWriteTimeUtc, file.Length);
            if (_seen.TryGetValue(file.FullName, out (DateTime, long) before) && before == now)
            {
                continue;
            }

            _seen[file.FullName] = now;
            hasChanged = true;
            if (Read(file) is { } refused)
            {
                newlyRefused.Add(refused);
                _refused = _refused.SetItem(file.FullName, refused);
            }
            else
            {
                _refused = _refused.Remove(file.FullName);
            }
        }

        foreach (string gone in _seen.Keys.Except(files.Select(static file => file.FullName)).ToList())
        {
            _seen.Remove(gone);
            _byFile = _byFile.Remove(gone);
            _refused = _refused.Remove(gone);
            hasChanged = true;
        }

        return (hasChanged, newlyRefused);
    }

    private RefusedFile? Read(FileInfo file)
    {
        try
        {
            if (file.Length > DashboardReader.MaxBytes)
            {
                return new RefusedFile(file.FullName, 0, FormattableString.Invariant($"The file has {file.Length} bytes; a dashboard may have {DashboardReader.MaxBytes}."));
            }

            byte[] json = File.ReadAllBytes(file.FullName);
            Model.Dashboard dashboard = DashboardReader.Read(json, System.IO.Path.GetFileNameWithoutExtension(file.Name));
            string below = System.IO.Path.GetRelativePath(path, file.DirectoryName!);
            string folder = dashboard.Folder.Length > 0 ? dashboard.Folder : below == "." ? "" : below.Replace('\\', '/');
            _byFile = _byFile.SetItem(file.FullName, new DashboardEntry(dashboard, json, folder, IsProvisioned: true, new DateTimeOffset(file.LastWriteTimeUtc)));
            return null;
        }
        catch (DashboardFormatException exception)
        {
            return new RefusedFile(file.FullName, exception.Line, exception.Message);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It may be in the middle of being written: the next look tries again.
            _seen.Remove(file.FullName);
            return new RefusedFile(file.FullName, 0, exception.Message);
        }
    }
}
