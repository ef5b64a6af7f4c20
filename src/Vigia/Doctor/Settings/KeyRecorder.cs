using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace Vigia.Doctor.Settings;

/// <summary>
/// A source without settings that writes down which keys are asked for. Added last it is asked first, so what the module
/// never asks for while it binds its options is a key that does nothing.
/// </summary>
internal sealed class KeyRecorder : IConfigurationSource, IConfigurationProvider
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _asked = new(StringComparer.OrdinalIgnoreCase);

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public IReadOnlySet<string> Asked()
    {
        lock (_lock)
        {
            return new HashSet<string>(_asked, StringComparer.OrdinalIgnoreCase);
        }
    }

    public bool TryGet(string key, out string? value)
    {
        lock (_lock)
        {
            _asked.Add(key);
        }

        value = null;
        return false;
    }

    public void Set(string key, string? value)
    {
    }

    public IChangeToken GetReloadToken() => new ConfigurationReloadToken();

    public void Load()
    {
    }

    public IEnumerable<string> GetChildKeys(IEnumerable<string> earlierKeys, string? parentPath) => earlierKeys;
}
