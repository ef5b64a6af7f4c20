using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Vigia.Testing;

namespace Vigia.Tests.Commands;

public sealed partial class RunTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_FirstStart_PrintsAWorkingKeyOnceAndEndsWithZeroOnSigterm()
    {
        int port = ExternalProcess.FreePort();
        string first = await RunUntilReadyAsync(port, async output =>
        {
            using var client = new HttpClient();
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", KeyPattern().Match(output).Value);
            using HttpResponseMessage response = await client.PostAsync(
                new Uri($"http://127.0.0.1:{port}/api/v1/messages"),
                new StringContent("{\"type\":\"pedido.criado\",\"payload\":{}}", Encoding.UTF8, "application/json"),
                TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        });
        string second = await RunUntilReadyAsync(port, _ => Task.CompletedTask);

        Assert.Equal(2, KeyPattern().Count(first));
        Assert.Contains("shown only now", first, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{port}/metrics", first, StringComparison.Ordinal);
        Assert.Equal(0, KeyPattern().Count(second));
        Assert.DoesNotContain('\u001b', first + second);
    }

    [Fact]
    public async Task Run_PortInUse_EndsWithOneAndNamesPortAndOwner()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        ExternalResult result = await VigiaProgram.RunAsync(
            _folder.Path, "run", "--role", "integration", "--set", "Listeners:http:Port=" + port, "--set", "Listeners:mqtt:Port=" + ExternalProcess.FreePort());

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"Port {port} is already in use", result.Error, StringComparison.Ordinal);
        Assert.Contains($"(process {Environment.ProcessId})", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_MqttPortInUse_EndsWithOneAndNamesThePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        ExternalResult result = await VigiaProgram.RunAsync(
            _folder.Path, "run", "--role", "integration", "--set", "Listeners:mqtt:Port=" + port, "--set", "Listeners:http:Port=" + ExternalProcess.FreePort());

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"Port {port} is already in use", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_DataInUse_EndsWithOneAndNamesTheFolder()
    {
        int port = ExternalProcess.FreePort();
        await RunUntilReadyAsync(port, async _ =>
        {
            ExternalResult second = await VigiaProgram.RunAsync(_folder.Path, ["run", "--role", "integration", .. VigiaProgram.FreePorts()]);

            Assert.Equal(1, second.ExitCode);
            Assert.Contains($"{_folder["data"]} is in use", second.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", second.Error, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Run_InvalidSettings_ShowsEveryErrorAndAStackTraceOnlyWithVerbose()
    {
        string[] arguments = ["run", "--role", "integration", "--set", "Access:FailuresPerMinute=-1", "--set", "Queue:Capacity=-1"];

        ExternalResult brief = await VigiaProgram.RunAsync(_folder.Path, arguments);
        ExternalResult verbose = await VigiaProgram.RunAsync(_folder.Path, [.. arguments, "--verbose"]);

        Assert.Equal(1, brief.ExitCode);
        Assert.Contains("Access:FailuresPerMinute", brief.Error, StringComparison.Ordinal);
        Assert.Contains("Queue:Capacity", brief.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", brief.Error, StringComparison.Ordinal);
        Assert.Contains("   at ", verbose.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_BrokenAppsettings_NamesFileLineAndColumn()
    {
        await File.WriteAllTextAsync(_folder["appsettings.json"], "{\n  \"Queue\": {,}\n}", TestContext.Current.CancellationToken);

        ExternalResult result = await VigiaProgram.RunAsync(_folder.Path, "run", "--role", "integration", "--config", _folder.Path);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(_folder["appsettings.json"], result.Error, StringComparison.Ordinal);
        Assert.Contains("Line 2, column 13", result.Error, StringComparison.Ordinal);
    }

    private async Task<string> RunUntilReadyAsync(int port, Func<string, Task> work)
    {
        await using ExternalProcess module = await ExternalProcess.StartAsync(
            VigiaProgram.Path,
            ["run", "--role", "integration", "--set", $"Listeners:http:Port={port}", "--set", $"Listeners:mqtt:Port={ExternalProcess.FreePort()}", "--set", "Instrumentation:Logging:Stdout=Off"],
            ready: new Uri($"http://127.0.0.1:{port}/health/ready"),
            workingDirectory: _folder.Path,
            cancellationToken: TestContext.Current.CancellationToken);
        string output = await OutputWithAsync(module, "Ctrl+C stops it");
        await work(output);

        using Process kill = Process.Start("sh", ["-c", "kill -TERM " + module.Id.ToString(CultureInfo.InvariantCulture)]);
        Assert.Equal(0, await module.WaitForExitAsync(TestContext.Current.CancellationToken));
        return module.Output;
    }

    // The process offers no signal that its last line is out, so it is polled, with the test's deadline.
    private static async Task<string> OutputWithAsync(ExternalProcess process, string text)
    {
        while (!process.Output.Contains(text, StringComparison.Ordinal))
        {
            Assert.False(process.HasExited, process.Output);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        return process.Output;
    }

    [GeneratedRegex("vk_[A-Za-z0-9_-]{20,}")]
    private static partial Regex KeyPattern();
}
