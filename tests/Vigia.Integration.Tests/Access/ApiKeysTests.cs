using System.Text;
using Microsoft.Extensions.Time.Testing;
using Vigia.Integration.Access.Keys;
using Vigia.Testing;
using Xunit;

namespace Vigia.Integration.Tests.Access;

public sealed class ApiKeysTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Create_Key_IsListedAfterReopening()
    {
        CreatedApiKey created;
        using (ApiKeys keys = Open())
        {
            created = keys.Create(new ApiKeyRequest
            {
                Name = "till-1",
                Scopes = ["messages:send", "messages:read"],
                Types = ["order.*", "ping"],
                Protocols = ["mqtt"],
                Lifetime = TimeSpan.FromDays(90),
            });
        }

        using ApiKeys reopened = Open();
        ApiKeyInfo listed = Assert.Single(reopened.List());
        Assert.Equivalent(created.Key, listed, strict: true);
        Assert.Equal(_time.GetUtcNow() + TimeSpan.FromDays(90), listed.ExpiresAt);
        Assert.Equal(["order.*", "ping"], listed.Types);
    }

    [Fact]
    public void Create_Key_LeavesNoSecretInTheFile()
    {
        using ApiKeys keys = Open();
        string secret = keys.Create(new ApiKeyRequest { Name = "a" }).Secret;

        string content = Encoding.Latin1.GetString(File.ReadAllBytes(_directory["access.db"]));
        Assert.DoesNotContain(secret[3..20], content, StringComparison.Ordinal);
        Assert.DoesNotContain(secret[^6..], content, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NewFile_IsItsOwnersAlone()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using ApiKeys keys = ApiKeys.Open(_directory["new"], _time);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_directory["new/access.db"]));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_directory["new"]));
    }

    [Fact]
    public void Create_WithoutScopes_MaySend()
    {
        using ApiKeys keys = Open();

        Assert.Equal(["messages:send"], keys.Create(new ApiKeyRequest { Name = "a" }).Key.Scopes);
    }

    [Fact]
    public void Create_NameInUse_IsRefusedUntilRevoked()
    {
        using ApiKeys keys = Open();
        keys.Create(new ApiKeyRequest { Name = "a" });

        Assert.Contains("already", Assert.Throws<ApiKeyException>(() => keys.Create(new ApiKeyRequest { Name = "a" })).Message, StringComparison.Ordinal);
        keys.Revoke("a");
        keys.Create(new ApiKeyRequest { Name = "a" });
        Assert.Equal(2, keys.List().Count);
    }

    [Fact]
    public void Create_WrongRequest_TellsAllErrorsAtOnce()
    {
        using ApiKeys keys = Open();

        string message = Assert.Throws<ApiKeyException>(() => keys.Create(new ApiKeyRequest
        {
            Name = "a b",
            Scopes = ["messages:fly"],
            Types = ["a*b"],
            Protocols = [""],
            Lifetime = TimeSpan.Zero,
        })).Message;

        Assert.Equal(["name", "scopes", "types", "protocols", "expires"], message.Split(Environment.NewLine).Select(line => line.Split(':')[0]));
    }

    [Fact]
    public void Revoke_ByIdOrName_IsKeptWithItsTime()
    {
        using ApiKeys keys = Open();
        string id = keys.Create(new ApiKeyRequest { Name = "a" }).Key.Id;
        keys.Create(new ApiKeyRequest { Name = "b" });

        keys.Revoke(id);
        keys.Revoke("b");

        Assert.All(keys.List(), key => Assert.Equal(_time.GetUtcNow(), key.RevokedAt));
        Assert.Throws<ApiKeyException>(() => keys.Revoke("b"));
        Assert.Throws<ApiKeyException>(() => keys.Revoke("nobody"));
    }

    [Fact]
    public void CreateFirst_OnceEver_MakesOneKey()
    {
        using ApiKeys keys = Open();

        Assert.Equal(ApiKeys.AllScopes, keys.CreateFirst()?.Key.Scopes);
        Assert.Null(keys.CreateFirst());
        keys.Revoke("first");
        Assert.Null(keys.CreateFirst());
    }

    [Fact]
    public async Task Create_FromManyConnectionsAtOnce_KeepsEveryKey()
    {
        await Parallel.ForAsync(0, 32, async (i, _) =>
        {
            await Task.Yield();
            using ApiKeys keys = Open();
            keys.Create(new ApiKeyRequest { Name = $"key-{i}" });
        });

        using ApiKeys all = Open();
        Assert.Equal(32, all.List().Count);
    }

    [Fact]
    public void Open_FileOfANewerVersion_SaysSo()
    {
        Open().Dispose();
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_directory["access.db"]};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 2";
            command.ExecuteNonQuery();
        }

        Assert.Contains("newer", Assert.Throws<ApiKeyException>(() => Open()).Message, StringComparison.Ordinal);
    }

    private ApiKeys Open() => ApiKeys.Open(_directory.Path, _time);
}
