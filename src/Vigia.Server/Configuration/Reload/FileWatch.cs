namespace Vigia.Server.Configuration.Reload;

/// <summary>
/// Looks at files at an interval and tells when they have changed and then stayed the same for one interval: an editor that writes in pieces, or
/// a link that is swung, is one change. Works where the system's notifications do not: mounted volumes, links. Not thread-safe.
/// </summary>
/// <param name="files">The files now; patterns are expanded anew at each look.</param>
/// <param name="interval">How often to look.</param>
/// <param name="time">The clock.</param>
internal sealed class FileWatch(Func<IEnumerable<string>> files, TimeSpan interval, TimeProvider time)
{
    private string _told = "";

    /// <summary>Remembers the files as they are.</summary>
    public void Start() => _told = Fingerprint();

    /// <summary>Completes when they have changed since the start or the last time.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        string before = _told;
        while (true)
        {
            await Task.Delay(interval, time, cancellationToken);
            string now = Fingerprint();
            if (now != _told && now == before)
            {
                _told = now;
                return;
            }

            before = now;
        }
    }

    private string Fingerprint()
    {
        var text = new System.Text.StringBuilder();
        foreach (string path in files().Order(StringComparer.Ordinal))
        {
            // A link's own time is not that of what it leads to.
            FileSystemInfo info = new FileInfo(path);
            info = info.LinkTarget is null ? info : info.ResolveLinkTarget(returnFinalTarget: true) ?? info;
            text.Append(path).Append('|').Append(info.FullName).Append('|');
            if (info.Exists)
            {
                text.Append(info.LastWriteTimeUtc.Ticks).Append('|').Append((info as FileInfo)?.Length ?? 0);
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}
