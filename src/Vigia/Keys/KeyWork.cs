using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Vigia.Hosting;
using Vigia.Integration.Access.Keys;
using Vigia.Output;

namespace Vigia.Keys;

/// <summary>Works on the API keys of a data folder, whether or not a module runs on it.</summary>
internal static class KeyWork
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static int Create(ModuleSource source, Terminal terminal, ApiKeyRequest request) => Try(source, keys =>
    {
        CreatedApiKey created = keys.Create(request);
        terminal.Out.WriteLine(created.Secret);
        terminal.Error.WriteLine($"Key {created.Key.Id} ({created.Key.Name}). It is shown only now; what is kept is a hash.");
        if (created.Key.Scopes.Contains("messages:send"))
        {
            terminal.Error.WriteLine("Try it:");
            terminal.Error.WriteLine("  " + CurlExample.Send(HttpAddress(source), created.Secret, TypeFor(created.Key)));
        }
    });

    public static int List(ModuleSource source, Terminal terminal, bool json) => Try(source, keys =>
    {
        IReadOnlyList<ApiKeyInfo> all = keys.List();
        if (json)
        {
            terminal.Out.WriteLine(JsonSerializer.Serialize(all, Json));
        }
        else if (all.Count == 0)
        {
            terminal.Out.WriteLine("No keys. 'vigia key create NAME' makes one.");
        }
        else
        {
            KeyTable.Write(terminal.Out, all, TimeProvider.System.GetUtcNow());
        }
    });

    public static int Revoke(ModuleSource source, Terminal terminal, string idOrName) => Try(source, keys =>
    {
        ApiKeyInfo revoked = keys.Revoke(idOrName);
        terminal.Out.WriteLine($"Key {revoked.Id} ({revoked.Name}) is revoked.");
    });

    /// <summary>The secret is printed, but for the console's own: that one goes to the file that the console reads.</summary>
    public static int Rotate(ModuleSource source, Terminal terminal, string idOrName) => Try(source, keys =>
    {
        string data = source.DataDirectory();
        ApiKeyInfo? holder = ConsoleKeyFile.Holder(keys, data);
        CreatedApiKey created = keys.Rotate(idOrName);
        if (created.Key.Name == ConsoleKeyFile.KeyName || holder?.Name == created.Key.Name)
        {
            ConsoleKeyFile.Write(data, created.Secret);
            terminal.Out.WriteLine($"Key {created.Key.Id} ({created.Key.Name}) is in {ConsoleKeyFile.PathIn(data)}. The console uses it from now on.");
            return;
        }

        terminal.Out.WriteLine(created.Secret);
        terminal.Error.WriteLine($"Key {created.Key.Id} ({created.Key.Name}). It is shown only now; what is kept is a hash.");
    });

    private static int Try(ModuleSource source, Action<ApiKeys> work)
    {
        try
        {
            using ApiKeys keys = ApiKeys.Open(source.DataDirectory());
            work(keys);
            return ExitCodes.Success;
        }
        catch (ApiKeyException exception)
        {
            throw new CommandException(exception.Message, innerException: exception);
        }
    }

    private static string TypeFor(ApiKeyInfo key) => key.Types.Count == 0 ? "pedido.criado" : key.Types[0].Replace("*", "exemplo", StringComparison.Ordinal);

    private static Uri HttpAddress(ModuleSource source) => ConfiguredEndpoint.Of(source.Configuration(), "http").BaseAddress;
}
