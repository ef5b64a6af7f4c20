using CsCheck;
using Vigia.Integration.Access.Keys;
using Xunit;

namespace Vigia.Integration.Tests.Access;

public sealed class ApiKeySecretTests
{
    [Fact]
    public void Create_Always_IsWellFormedAndNeverTheSame()
    {
        string[] secrets = [.. Enumerable.Range(0, 1000).Select(_ => ApiKeySecret.Create())];

        Assert.All(secrets, secret => Assert.True(ApiKeySecret.IsWellFormed(secret)));
        Assert.All(secrets, secret => Assert.Equal(52, secret.Length));
        Assert.Equal(1000, secrets.Distinct().Count());
    }

    [Fact]
    public void IsWellFormed_OneCharacterChanged_IsFalse()
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        Gen.Select(Gen.Int[0, ApiKeySecret.Length - 1], Gen.Char[alphabet]).Sample((position, c) =>
        {
            char[] secret = ApiKeySecret.Create().ToCharArray();
            bool changed = secret[position] != c;
            secret[position] = c;
            return ApiKeySecret.IsWellFormed(secret) != changed;
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("vk_")]
    [InlineData("vk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void IsWellFormed_NoKey_IsFalse(string text) => Assert.False(ApiKeySecret.IsWellFormed(text));

    [Fact]
    public void IsWellFormed_Garbage_IsFalse() => Gen.String.Sample(text => !ApiKeySecret.IsWellFormed("vk_" + text));
}
