using Microsoft.Data.Sqlite;
using Vigia.Model.Access;
using Vigia.Server.Access;
using Vigia.Server.Access.Audit;
using Vigia.Server.Access.Database;
using Vigia.Server.Access.Users;
using Vigia.Testing;
using Xunit;

namespace Vigia.Server.Tests.Access;

public sealed class AccessDatabaseTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Open_FileOfVersion1_KeepsItsTokensAndTakesUsers()
    {
        string secret = AccessSecret.Create(AccessSecret.TokenPrefix);
        Execute(AccessSchema.Steps[0] + "PRAGMA user_version = 1;");
        using (var connection = new SqliteConnection($"Data Source={_directory[AccessDatabase.FileName]};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand insert = connection.CreateCommand();
            insert.CommandText = "INSERT INTO api_tokens (id, name, hash, scopes, created_at) VALUES ('t_old', 'grafana', $hash, 'metrics:read', 1)";
            insert.Parameters.AddWithValue("$hash", SecretHash.Of(secret).ToArray());
            insert.ExecuteNonQuery();
        }

        using (var tokens = Server.Access.Tokens.ApiTokens.Open(_directory.Path))
        {
            Assert.Equal("grafana", Assert.Single(tokens.List()).Name);
        }

        using UserDirectory users = UserDirectory.Open(_directory.Path);
        await users.AddAsync("maria", UserRole.Viewer, Actor.System, TestContext.Current.CancellationToken);
        Assert.Single(users.List());
    }

    [Fact]
    public void Open_FileOfANewerVersion_IsRefused()
    {
        Execute("PRAGMA user_version = 99");
        AccessException error = Assert.Throws<AccessException>(() => UserDirectory.Open(_directory.Path));
        Assert.Equal(AccessErrors.Newer, error.Code);
        Assert.Contains("version 99", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Throws_ChangesNothing()
    {
        using AccessDatabase database = AccessDatabase.OpenIn(_directory.Path);
        Assert.Throws<InvalidOperationException>(() => database.Write<int>(transaction =>
        {
            AuditTrail.Insert(transaction, TimeProvider.System.GetUtcNow(), Actor.System, "x", null);
            throw new InvalidOperationException();
        }));
        Assert.Equal(0, database.Read(transaction => transaction.Number("SELECT count(*) FROM audit")));
        (long _, long own) = database.Changes();
        Assert.Equal(0, own);
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_directory[AccessDatabase.FileName]};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
