using System.Runtime.InteropServices;

namespace Vigia.Storage.Journal;

/// <summary>What the class library lacks of POSIX: a folder's sync and a file's second name.</summary>
internal static partial class FolderEntries
{
    /// <summary>Puts a folder's entries on disk. Does nothing on Windows, where a folder cannot be synced and need not be.</summary>
    public static void Sync(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int descriptor = Open(folder, 0);
        if (descriptor < 0)
        {
            throw new IOException($"Cannot open the folder {folder} to sync it: error {Marshal.GetLastPInvokeError()}.");
        }

        int result = Synchronize(descriptor);
        int error = Marshal.GetLastPInvokeError();
        _ = Close(descriptor);
        if (result != 0)
        {
            throw new IOException($"Cannot sync the folder {folder}: error {error}.");
        }
    }

    /// <summary>Gives a file a second name; false where the system or the file system cannot.</summary>
    public static bool TryLink(string from, string to) => !OperatingSystem.IsWindows() && Link(from, to) == 0;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Synchronize(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string from, string to);
}
