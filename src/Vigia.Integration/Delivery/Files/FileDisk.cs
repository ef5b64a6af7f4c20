using Vigia.Integration.Lifecycle;

namespace Vigia.Integration.Delivery.Files;

/// <summary>The real disk. Thread safe.</summary>
internal sealed class FileDisk : IFileDisk
{
    public IOpenFile Open(string path) =>
        new OpenFile(File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read));

    public bool Exists(string path) => File.Exists(path);

    public string[] List(string folder, string pattern) => Directory.GetFiles(folder, pattern);

    public void CreateFolder(string folder) => FolderEntries.Create(folder);

    public void Move(string from, string to) => File.Move(from, to);

    public void Delete(string path) => File.Delete(path);

    public void SyncFolder(string folder) => DirectoryEntries.Sync(folder);
}
