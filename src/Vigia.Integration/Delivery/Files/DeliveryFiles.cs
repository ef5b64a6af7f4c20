using System.Collections.Concurrent;

namespace Vigia.Integration.Delivery.Files;

/// <summary>Every file that is delivered to, one writer each, however many routes name it. Configuration bounds their number. Thread safe.</summary>
internal sealed class DeliveryFiles(TimeProvider time, IFileDisk disk) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<DeliveryFile>> _files = new(StringComparer.Ordinal);

    public DeliveryFile Open(string path, long maxBytes, int maxFiles)
    {
        DeliveryFile file = _files.GetOrAdd(
            path, key => new Lazy<DeliveryFile>(() => new DeliveryFile(key, maxBytes, maxFiles, time, disk))).Value;
        file.Configure(maxBytes, maxFiles);
        return file;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Lazy<DeliveryFile> file in _files.Values)
        {
            await file.Value.DisposeAsync();
        }
    }
}
