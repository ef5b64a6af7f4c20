using CsCheck;
using Vigia.Model.Access;
using Xunit;

namespace Vigia.Model.Tests.Access;

public sealed class AccessSecretTests
{
    [Fact]
    public void Create_Always_IsWellFormedAndNeverTheSame()
    {
        string[] secrets = [.. Enumerable.Range(0, 1000).Select(_ => AccessSecret.Create(AccessSecret.KeyPrefix))];

        Assert.All(secrets, secret => Assert.True(AccessSecret.IsWellFormed(secret, AccessSecret.KeyPrefix)));
        Assert.All(secrets, secret => Assert.Equal(52, secret.Length));
        Assert.Equal(1000, secrets.Distinct().Count());
    }

    [Fact]
    public void IsWellFormed_OneCharacterChanged_IsFalse()
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        Gen.Select(Gen.Int[0, AccessSecret.Length - 1], Gen.Char[alphabet]).Sample((position, c) =>
        {
            char[] secret = AccessSecret.Create(AccessSecret.KeyPrefix).ToCharArray();
            bool changed = secret[position] != c;
            secret[position] = c;
            return AccessSecret.IsWellFormed(secret, AccessSecret.KeyPrefix) != changed;
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("vk_")]
    [InlineData("vk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void IsWellFormed_NoKey_IsFalse(string text) => Assert.False(AccessSecret.IsWellFormed(text, AccessSecret.KeyPrefix));

    [Fact]
    public void IsWellFormed_Garbage_IsFalse() => Gen.String.Sample(text => !AccessSecret.IsWellFormed("vk_" + text, AccessSecret.KeyPrefix));
}
