namespace Vigia.Storage.Journal;

/// <summary>
/// Every change that a store makes to the disk goes through here, so that a test can throw away what was not synced or let the disk be full.
/// Names of files are full paths. Errors are <see cref="IOException"/>. Safe from any thread.
/// </summary>
internal interface IFiles
{
    /// <summary>A new file, open for appending; an older one of the name is emptied. Durable only once it and its folder are synced.</summary>
    IAppendFile Create(string path);

    /// <summary>Puts a file at another name, in one step; what was there is replaced. Durable only once the folder is synced.</summary>
    void Rename(string from, string to);

    /// <summary>A second name for a file in the same file system, or a copy of it where that cannot be.</summary>
    void Link(string from, string to);

    /// <summary>Deletes a file; nothing where there is none.</summary>
    void Delete(string path);

    /// <summary>Makes a folder with those above it, durable at once.</summary>
    void CreateFolder(string path);

    /// <summary>Puts a folder's entries on disk: new, renamed and deleted names.</summary>
    void SyncFolder(string path);

    /// <summary>Full paths of a folder's files, in no order; none where there is no folder.</summary>
    IReadOnlyList<string> List(string folder);

    /// <summary>Opens a file for reading from its start to its end.</summary>
    Stream OpenRead(string path);
}
