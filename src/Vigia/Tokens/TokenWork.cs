using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Vigia.Hosting;
using Vigia.Output;
using Vigia.Server.Access;
using Vigia.Server.Access.Audit;
using Vigia.Server.Access.Tokens;
using Vigia.Server.Hosting;

namespace Vigia.Tokens;

/// <summary>Works on the API tokens of a data folder, whether or not a monitor runs on it.</summary>
internal static class TokenWork
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static int Create(ModuleSource source, Terminal terminal, string name, IReadOnlyList<string> scopes, TimeSpan? lifetime) =>
        Try(source, tokens =>
        {
            CreatedToken created = tokens.Create(name, scopes, lifetime, Actor.Terminal);
            terminal.Out.WriteLine(created.Secret);
            terminal.Error.WriteLine(
                $"Token {created.Token.Id} ({created.Token.Name}, {string.Join(',', created.Token.Scopes)}). It is shown only now; what is kept is a hash.");
        });

    public static int List(ModuleSource source, Terminal terminal, bool json) => Try(source, tokens =>
    {
        IReadOnlyList<ApiToken> all = tokens.List();
        if (json)
        {
            terminal.Out.WriteLine(JsonSerializer.Serialize(all, Json));
        }
        else if (all.Count == 0)
        {
            terminal.Out.WriteLine("No tokens. 'vigia token create NAME' makes one.");
        }
        else
        {
            DateTimeOffset now = TimeProvider.System.GetUtcNow();
            TextTable.Write(terminal.Out, ["ID", "NAME", "STATE", "CREATED", "LAST USED", "EXPIRES", "SCOPES"], all.Select(token => (string[])
            [
                token.Id,
                token.Name,
                token.RevokedAt is not null ? "revoked" : token.ExpiresAt <= now ? "expired" : "active",
                TextTable.Date(token.CreatedAt),
                TextTable.Date(token.LastUsedAt),
                TextTable.Date(token.ExpiresAt),
                string.Join(',', token.Scopes),
            ]));
        }
    });

    public static int Revoke(ModuleSource source, Terminal terminal, string idOrName) => Try(source, tokens =>
    {
        ApiToken revoked = tokens.Revoke(idOrName, Actor.Terminal);
        terminal.Out.WriteLine($"Token {revoked.Id} ({revoked.Name}) is revoked.");
    });

    private static int Try(ModuleSource source, Action<ApiTokens> work)
    {
        try
        {
            using ApiTokens tokens = ApiTokens.Open(MonitorPaths.Within(source.DataDirectory()).Root);
            work(tokens);
            return ExitCodes.Success;
        }
        catch (AccessException exception)
        {
            throw new CommandException(exception.Message, innerException: exception);
        }
    }
}
