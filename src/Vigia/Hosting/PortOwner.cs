using System.Globalization;
using System.Runtime.InteropServices;

namespace Vigia.Hosting;

/// <summary>Who listens on a TCP port of this machine, as <c>/proc</c> tells. Other users' processes stay unnamed without root.</summary>
internal static class PortOwner
{
    // A row of /proc/net/tcp: "  0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000  0 12345 …"
    private const int LocalAddress = 1;
    private const int State = 3;
    private const int Inode = 9;
    private const string Listening = "0A";

    /// <returns>For example <c>vigia (process 4711)</c>, or null where it cannot be told.</returns>
    public static string? Find(int port)
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux))
        {
            return null;
        }

        HashSet<string> links = ListeningSockets(port);
        return links.Count == 0 ? null : ProcessOf(links);
    }

    private static HashSet<string> ListeningSockets(int port)
    {
        var links = new HashSet<string>(StringComparer.Ordinal);
        string suffix = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        foreach (string table in new[] { "/proc/net/tcp", "/proc/net/tcp6" })
        {
            if (!File.Exists(table))
            {
                continue;
            }

            foreach (string line in File.ReadLines(table).Skip(1))
            {
                string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (fields.Length > Inode
                    && fields[State] == Listening
                    && fields[LocalAddress].EndsWith(suffix, StringComparison.Ordinal))
                {
                    links.Add($"socket:[{fields[Inode]}]");
                }
            }
        }

        return links;
    }

    private static string? ProcessOf(HashSet<string> links)
    {
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out int id))
            {
                continue;
            }

            try
            {
                if (Directory.EnumerateFileSystemEntries(Path.Combine(directory, "fd"))
                    .Any(entry => File.ResolveLinkTarget(entry, returnFinalTarget: false) is { } target && links.Contains(Path.GetFileName(target.FullName))))
                {
                    return $"{NameOf(directory)} (process {id.ToString(CultureInfo.InvariantCulture)})";
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // The process ended in the meantime, or belongs to someone else.
            }
        }

        return null;
    }

    // "dotnet vigia.dll run" is called after its program, not after the runtime.
    private static string NameOf(string directory)
    {
        string name = File.ReadAllText(Path.Combine(directory, "comm")).Trim();
        string[] arguments = File.ReadAllText(Path.Combine(directory, "cmdline")).Split('\0');
        return name == "dotnet" && arguments.Length > 1 ? Path.GetFileNameWithoutExtension(arguments[1]) : name;
    }
}
