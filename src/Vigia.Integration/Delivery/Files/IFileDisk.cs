namespace Vigia.Integration.Delivery.Files;

/// <summary>
/// What a <see cref="DeliveryFile"/> needs of the disk: a seam, so that tests can take away what was not synced. Paths are
/// absolute. Every call throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> where the disk refuses it.
/// </summary>
internal interface IFileDisk
{
    /// <summary>Opens a file to read and write, others may read it; makes it where it is missing.</summary>
    IOpenFile Open(string path);

    bool Exists(string path);

    /// <summary>Files of a folder whose names match a pattern of <c>*</c> and <c>?</c>.</summary>
    string[] List(string folder, string pattern);

    /// <summary>Makes a folder and those above it, each entry on disk.</summary>
    void CreateFolder(string folder);

    void Move(string from, string to);

    void Delete(string path);

    /// <summary>Puts a folder's entries on disk: files made, moved or deleted in it.</summary>
    void SyncFolder(string folder);
}
