using Vigia.Testing;

namespace Vigia.Tests;

/// <summary>Runs the built program in a folder of its own.</summary>
internal static class VigiaProgram
{
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "vigia");

    public static Task<ExternalResult> RunAsync(string folder, params string[] arguments) =>
        ExternalProcess.RunAsync(Path, arguments, workingDirectory: folder, cancellationToken: TestContext.Current.CancellationToken);

    public static Task<ExternalResult> RunWithAsync(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        ExternalProcess.RunAsync(
            Path, arguments, workingDirectory: folder, environment: environment, cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>Settings that let it listen beside whatever else runs on the machine.</summary>
    public static string[] FreePorts() =>
    [
        "--set", $"Listeners:http:Port={ExternalProcess.FreePort()}",
        "--set", $"Listeners:mqtt:Port={ExternalProcess.FreePort()}",
        "--set", $"Monitor:Port={ExternalProcess.FreePort()}",
    ];
}
