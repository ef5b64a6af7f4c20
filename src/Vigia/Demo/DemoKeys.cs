using Vigia.Demo.Traffic;
using Vigia.Integration.Access.Keys;

namespace Vigia.Demo;

/// <summary>The demo's own API keys: made at its start, revoked at its end.</summary>
internal sealed class DemoKeys : IDisposable
{
    private const string Name = "demo";
    private const string RestrictedName = "demo-restricted";

    private readonly ApiKeys _keys;

    private DemoKeys(ApiKeys keys)
    {
        _keys = keys;
        RevokeAll();
        Secret = Create(Name, []);
        RestrictedSecret = Create(RestrictedName, [MessageTypes.RestrictedPrefix]);
    }

    /// <summary>May send everything and read messages.</summary>
    public string Secret { get; }

    /// <summary>May send one kind of message.</summary>
    public string RestrictedSecret { get; }

    public static DemoKeys Make(string dataDirectory) => new(ApiKeys.Open(dataDirectory));

    public void Dispose()
    {
        RevokeAll();
        _keys.Dispose();
    }

    private string Create(string name, IReadOnlyList<string> types) =>
        _keys.Create(new ApiKeyRequest { Name = name, Scopes = ["messages:send", "messages:read"], Types = types }).Secret;

    // A demo that was killed left its keys behind.
    private void RevokeAll()
    {
        foreach (ApiKeyInfo key in _keys.List().Where(key => key.RevokedAt is null && key.Name is Name or RestrictedName).ToArray())
        {
            if (key.RevokedAt is null)
            {
                _keys.Revoke(key.Id);
            }
        }
    }
}
