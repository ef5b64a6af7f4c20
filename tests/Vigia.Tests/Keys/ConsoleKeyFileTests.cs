using System.Runtime.Versioning;
using Vigia.Integration.Access.Keys;
using Vigia.Keys;
using Vigia.Testing;

namespace Vigia.Tests.Keys;

[SupportedOSPlatform("linux")]
public sealed class ConsoleKeyFileTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly ApiKeys _keys;

    public ConsoleKeyFileTests() => _keys = ApiKeys.Open(_folder.Path);

    private string Secret => File.ReadAllText(ConsoleKeyFile.PathIn(_folder.Path)).Trim();

    public void Dispose()
    {
        _keys.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Ensure_Twice_MakesOneKeyThatOnlyItsOwnerCanRead()
    {
        ConsoleKeyFile.Ensure(_keys, _folder.Path);
        string first = Secret;
        ConsoleKeyFile.Ensure(_keys, _folder.Path);

        Assert.Equal(first, Secret);
        ApiKeyInfo key = Assert.Single(_keys.List());
        Assert.Equal(["messages:read", "deadletters:read", "deadletters:write", "audit:read", "actor:set"], key.Scopes);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(ConsoleKeyFile.PathIn(_folder.Path)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("vk_no_such_key")]
    public void Ensure_SecretIsLost_MakesAnotherAndRevokesTheOld(string? content)
    {
        ConsoleKeyFile.Ensure(_keys, _folder.Path);
        string first = Secret;
        File.Delete(ConsoleKeyFile.PathIn(_folder.Path));
        if (content is not null)
        {
            File.WriteAllText(ConsoleKeyFile.PathIn(_folder.Path), content);
        }

        ConsoleKeyFile.Ensure(_keys, _folder.Path);

        Assert.Null(_keys.Find(first));
        Assert.Equal(ConsoleKeyFile.KeyName, _keys.Find(Secret)?.Name);
        Assert.Equal(2, _keys.List().Count);
    }

    [Fact]
    public void Ensure_KeyWasRevoked_MakesAnother()
    {
        ConsoleKeyFile.Ensure(_keys, _folder.Path);
        _keys.Revoke(ConsoleKeyFile.KeyName);

        ConsoleKeyFile.Ensure(_keys, _folder.Path);

        Assert.NotNull(_keys.Find(Secret));
    }

    [Fact]
    public void Ensure_OtherKeyWithEveryRightInTheFile_IsLeftAlone()
    {
        string own = _keys.Create(new ApiKeyRequest { Name = "mine", Scopes = ApiKeys.AllScopes }).Secret;
        ConsoleKeyFile.Write(_folder.Path, own);

        ConsoleKeyFile.Ensure(_keys, _folder.Path);

        Assert.Equal(own, Secret);
        Assert.Single(_keys.List());
    }
}
