namespace Vigia.Integration.Access.Keys;

/// <summary>
/// How the host shows the key of the first start to whoever started it. The host registers one as a singleton; without
/// it no key is made at the start, for nobody would ever see it.
/// </summary>
/// <param name="show">Prints the key to the terminal; called at most once, during the start.</param>
public sealed class FirstKeyAnnouncement(Action<CreatedApiKey> show)
{
    /// <summary>The name of the key of the first start.</summary>
    public const string KeyName = "first";

    internal void Show(CreatedApiKey key) => show(key);
}
