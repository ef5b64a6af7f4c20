namespace Vigia.Integration.Access.Keys;

/// <summary>A key just made: the only time that its secret is to be had.</summary>
/// <param name="Key">The key.</param>
/// <param name="Secret">What its holder shows; to be printed once and kept nowhere, above all not in a log.</param>
public sealed record CreatedApiKey(ApiKeyInfo Key, string Secret)
{
    /// <summary>Leaves the secret out, so that it does not end up in a log by accident.</summary>
    public override string ToString() => $"{Key.Id} ({Key.Name})";
}
