using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Vigia.Server.Hosting;

namespace Vigia.Console;

/// <summary>The keys that forms are signed with: files in the data folder's <c>monitor/keys</c>, readable by this program's user alone.</summary>
internal static class ConsoleKeyRing
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public static void AddConsoleKeyRing(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("vigia");
        services.AddOptions<KeyManagementOptions>().Configure<MonitorPaths, ILoggerFactory>(static (options, paths, loggers) =>
            options.XmlRepository = new FileSystemXmlRepository(Open(paths.File("keys")), loggers));

        // Its only warnings at a start say that keys are kept as they are. Whoever may read the folder may read the databases beside it too, and a key
        // to encrypt them with would lie in that same folder.
        services.AddLogging(static logging => logging.AddFilter(typeof(XmlKeyManager).FullName, LogLevel.Error));
    }

    /// <summary>Makes the folder, and closes one of an earlier version to everybody else.</summary>
    internal static DirectoryInfo Open(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return Directory.CreateDirectory(path);
        }

        DirectoryInfo folder = Directory.CreateDirectory(path, OwnerOnly);
        File.SetUnixFileMode(path, OwnerOnly);
        foreach (string key in Directory.EnumerateFiles(path))
        {
            File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return folder;
    }
}
