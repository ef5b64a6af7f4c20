using System.Runtime.InteropServices;
using System.Text;

namespace Vigia.Integration.Lifecycle;

/// <summary>Puts a folder's entries on disk: a new file survives a power cut only once its folder is synced too.</summary>
internal static class DirectoryEntries
{
    /// <summary>Does nothing on Windows, where a folder cannot be synced and need not be.</summary>
    public static void Sync(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int descriptor = Open(Encoding.UTF8.GetBytes(folder + '\0'), 0);
        if (descriptor < 0)
        {
            throw new IOException($"Cannot open the folder {folder} to sync it: error {Marshal.GetLastPInvokeError()}.");
        }

        int result = Sync(descriptor);
        int error = Marshal.GetLastPInvokeError();
        _ = Close(descriptor);
        if (result != 0)
        {
            throw new IOException($"Cannot sync the folder {folder}: error {error}.");
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Sync(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    private static extern int Close(int descriptor);
}
