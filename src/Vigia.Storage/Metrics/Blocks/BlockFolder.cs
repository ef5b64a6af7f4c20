using Microsoft.Extensions.Logging;
using Vigia.Storage.Journal;

namespace Vigia.Storage.Metrics.Blocks;

/// <summary>The block files of a store. Not thread-safe: the store's maintenance owns it.</summary>
internal sealed partial class BlockFolder(IFiles files, string storeFolder, ILogger logger)
{
    private long _lastNumber;

    public string Folder { get; } = Path.Combine(storeFolder, "blocks");

    public string Quarantine { get; } = Path.Combine(storeFolder, "quarantine");

    /// <summary>A number that no block has had.</summary>
    public long NextNumber() => ++_lastNumber;

    /// <summary>Opens all blocks; sets aside those that are damaged and deletes those that others stand for, and what was half written.</summary>
    public List<Block> OpenAll(ICollection<SetAsideBlock> setAside)
    {
        files.CreateFolder(Folder);
        var blocks = new List<Block>();
        foreach (string path in files.List(Folder))
        {
            if (path.EndsWith(BlockFormat.TemporaryExtension, StringComparison.Ordinal))
            {
                files.Delete(path);
            }
            else if (BlockFormat.TryNumber(path, BlockFormat.Extension, out long number))
            {
                _lastNumber = Math.Max(_lastNumber, number);
                if (TryOpen(path, number, setAside) is { } block)
                {
                    blocks.Add(block);
                }
            }
        }

        HashSet<long> replaced = [.. blocks.SelectMany(static block => block.Replaced)];
        foreach (Block block in blocks.Where(block => replaced.Contains(block.Number)).ToArray())
        {
            blocks.Remove(block);
            block.WhenClosed(Delete);
            block.Release();
        }

        return blocks;
    }

    /// <summary>Opens one block; null where it is damaged and was set aside.</summary>
    public Block? TryOpen(string path, long number, ICollection<SetAsideBlock> setAside)
    {
        try
        {
            Block block = Block.Open(path, number);
            string deleted = DeletedPath(number);
            if (files.List(Folder).Contains(deleted))
            {
                block.Deleted = DeletedSamples.Load(files, deleted);
            }

            return block;
        }
        catch (InvalidDataException exception)
        {
            setAside.Add(SetAside(path, long.MinValue, long.MaxValue, exception.Message));
            return null;
        }
    }

    /// <summary>Moves a damaged block away.</summary>
    public SetAsideBlock SetAside(string path, long minTime, long maxTime, string reason)
    {
        files.CreateFolder(Quarantine);
        string target = Path.Combine(Quarantine, Path.GetFileName(path));
        files.Rename(path, target);
        files.SyncFolder(Folder);
        files.SyncFolder(Quarantine);
        LogSetAside(target, reason);
        return new SetAsideBlock(minTime, maxTime, $"the block {Path.GetFileName(path)} is damaged and was set aside in {Quarantine}: {reason}");
    }

    public string DeletedPath(long number) => Path.Combine(Folder, BlockFormat.FileName(number, BlockFormat.DeletedExtension));

    /// <summary>Deletes a closed block's files.</summary>
    public void Delete(Block block)
    {
        files.Delete(block.Path);
        files.Delete(DeletedPath(block.Number));
    }

    [LoggerMessage(EventId = 30, Level = LogLevel.Warning, Message = "O bloco de métricas {File} está danificado e foi posto de lado: {Reason}; os outros continuam a responder. Restaure-o de um backup, ou apague-o")]
    private partial void LogSetAside(string file, string reason);
}
