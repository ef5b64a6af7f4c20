using System.Text;
using Vigia.Integration.Access.Keys;
using Vigia.Server.Modules;

namespace Vigia.Keys;

/// <summary>
/// The key by which the monitor's console speaks to the module beside it: <c>console.key</c> in the data folder, mode 0600. It is made
/// where it is missing or no longer good, and survives restarts.
/// </summary>
internal static class ConsoleKeyFile
{
    /// <summary>The key's name. Not <c>console</c>, which people give to the key of a monitor on another machine.</summary>
    public const string KeyName = "console.local";

    private const int MaxLength = 4_096;

    /// <summary>What the console does, and no more.</summary>
    private static readonly string[] Scopes = ["messages:read", "deadletters:read", "deadletters:write", "audit:read", "actor:set"];

    public static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, ModuleEndpoint.KeyFileName);

    /// <summary>Makes key and file where they are not there, or not good.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="ApiKeyException">The key cannot be made.</exception>
    public static void Ensure(ApiKeys keys, string dataDirectory)
    {
        if (Holder(keys, dataDirectory) is { } holder && Scopes.All(scope => holder.Scopes.Contains(scope)))
        {
            return;
        }

        // Its secret is nowhere any more.
        if (keys.List().FirstOrDefault(static key => key is { Name: KeyName, RevokedAt: null }) is { } lost)
        {
            keys.Revoke(lost.Id);
        }

        Write(dataDirectory, keys.Create(new ApiKeyRequest { Name = KeyName, Scopes = Scopes, Protocols = ["http"] }).Secret);
    }

    /// <summary>The key whose secret the file holds, where it is good; else null.</summary>
    public static ApiKeyInfo? Holder(ApiKeys keys, string dataDirectory)
    {
        var file = new FileInfo(PathIn(dataDirectory));
        return file is { Exists: true, Length: > 0 and <= MaxLength } ? keys.Find(File.ReadAllText(file.FullName).Trim()) : null;
    }

    /// <summary>Puts the secret into the file at once, never readable by others: whoever reads sees the old one or the new one.</summary>
    public static void Write(string dataDirectory, string secret)
    {
        string path = PathIn(dataDirectory);
        string next = path + ".new";
        File.Delete(next);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var stream = new FileStream(next, options))
        {
            stream.Write(Encoding.ASCII.GetBytes(secret + "\n"));
            stream.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
    }
}
