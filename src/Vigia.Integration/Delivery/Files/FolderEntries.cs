using Vigia.Integration.Lifecycle;

namespace Vigia.Integration.Delivery.Files;

/// <summary>Makes folders so that they are still there after a power cut.</summary>
internal static class FolderEntries
{
    /// <summary>Makes a folder and those above it, each entry on disk.</summary>
    public static void Create(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        string? parent = Path.GetDirectoryName(folder);
        if (parent is not null)
        {
            Create(parent);
        }

        Directory.CreateDirectory(folder);
        if (parent is not null)
        {
            DirectoryEntries.Sync(parent);
        }
    }
}
