using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Vigia.Testing;

/// <summary>
/// A real server or tool that a test starts itself: output captured, readiness awaited, its own process tree killed
/// at the end. Nothing else on the machine is touched.
/// </summary>
public sealed class ExternalProcess : IAsyncDisposable
{
    private const int MaxOutputChars = 1 << 20;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private bool _isDisposed;

    private ExternalProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Capture(line.Data);
        _process.ErrorDataReceived += (_, line) => Capture(line.Data);
    }

    /// <summary>The process id.</summary>
    public int Id => _process.Id;

    /// <summary>Whether the process has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>What the process wrote so far to both streams, line by line, up to a bound.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>A TCP port on loopback that was free a moment ago.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The full path of a program on the search path or in the system's folders for servers.</summary>
    /// <exception cref="InvalidOperationException">It is not installed.</exception>
    public static string Find(string program)
    {
        if (program.Contains('/'))
        {
            return File.Exists(program) ? program : throw Missing(program);
        }

        string path = Environment.GetEnvironmentVariable("PATH") ?? "";
        foreach (string folder in (path + ":/usr/bin:/usr/sbin:/usr/local/bin").Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            string candidate = Path.Combine(folder, program);
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        throw Missing(program);
    }

    /// <summary>
    /// Debian's own Python where there is one, since another on the search path would not see Debian's packages; else the
    /// one on the search path, as <c>./test</c> unpacks it without root.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is not installed.</exception>
    public static string FindPython() => File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : Find("python3");

    /// <summary>Starts a server, and returns once <paramref name="ready"/> answers with success.</summary>
    /// <param name="program">A name on the search path, or a full path.</param>
    /// <param name="arguments">One element per argument; nothing is parsed by a shell.</param>
    /// <param name="ready">An HTTP address to poll, or null to return at once.</param>
    /// <param name="deadline">How long readiness may take; 30 s if null.</param>
    /// <param name="workingDirectory">Where it runs; the test's own folder if null.</param>
    /// <param name="environment">Variables to add to the test's own.</param>
    /// <param name="asking">Polls in place of a plain client, for a server whose certificate only the test trusts.</param>
    /// <param name="cancellationToken">Stops the waiting, and with it the process.</param>
    public static async Task<ExternalProcess> StartAsync(
        string program,
        IEnumerable<string> arguments,
        Uri? ready = null,
        TimeSpan? deadline = null,
        string? workingDirectory = null,
        IReadOnlyDictionary<string, string>? environment = null,
        HttpMessageHandler? asking = null,
        CancellationToken cancellationToken = default)
    {
        var external = new ExternalProcess(StartInfo(program, arguments, workingDirectory, environment));
        external.Start();
        try
        {
            external._process.StandardInput.Close();
            if (ready is not null)
            {
                await external.WaitUntilReadyAsync(ready, deadline ?? TimeSpan.FromSeconds(30), asking, cancellationToken);
            }
        }
        catch
        {
            await external.DisposeAsync();
            throw;
        }

        return external;
    }

    /// <summary>Runs a tool to its end, giving it <paramref name="input"/> on standard input.</summary>
    public static async Task<ExternalResult> RunAsync(
        string program,
        IEnumerable<string> arguments,
        string input = "",
        TimeSpan? deadline = null,
        string? workingDirectory = null,
        IReadOnlyDictionary<string, string>? environment = null,
        CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(deadline ?? TimeSpan.FromSeconds(60));
        using var process = new Process { StartInfo = StartInfo(program, arguments, workingDirectory, environment) };
        process.Start();
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
            await WriteInputAsync(process, input, limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new ExternalResult(process.ExitCode, await output, await error);
        }
        finally
        {
            Kill(process);
        }
    }

    /// <summary>Waits until the process ends by itself, and returns its exit code.</summary>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken = default)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Kills the process and what it started (SIGKILL).</summary>
    public void Kill() => Kill(_process);

    /// <summary>Kills it and waits for its end. A second call does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        Kill(_process);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task WriteInputAsync(Process process, string input, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading all: its exit code and output tell why.
        }
    }

    private static ProcessStartInfo StartInfo(
        string program, IEnumerable<string> arguments, string? workingDirectory, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo(Find(program), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            UseShellExecute = false,
            WorkingDirectory = workingDirectory ?? "",
        };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static void Kill(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static InvalidOperationException Missing(string program) =>
        new($"{program} is not installed: run ./test, which installs it.");

    private void Start()
    {
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void Capture(string? line)
    {
        lock (_output)
        {
            if (line is not null && _output.Length < MaxOutputChars)
            {
                _output.AppendLine(line);
            }
        }
    }

    private async Task WaitUntilReadyAsync(Uri ready, TimeSpan deadline, HttpMessageHandler? asking, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(deadline);
        using var own = new SocketsHttpHandler();
        using var client = new HttpClient(asking ?? own, disposeHandler: false) { Timeout = TimeSpan.FromSeconds(5) };
        string last = "no answer yet";
        while (!limit.IsCancellationRequested)
        {
            if (_process.HasExited)
            {
                throw new InvalidOperationException(
                    $"{_process.StartInfo.FileName} ended with {_process.ExitCode} before it was ready:\n{Output}");
            }

            try
            {
                using HttpResponseMessage answer = await client.GetAsync(ready, limit.Token);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }

                last = $"status {(int)answer.StatusCode}";
            }
            catch (HttpRequestException refused)
            {
                last = refused.Message;
            }
            catch (OperationCanceledException)
            {
                last = "no answer within 5 s";
            }

            await Task.Delay(PollInterval, TimeProvider.System, CancellationToken.None);
        }

        cancellationToken.ThrowIfCancellationRequested();
        throw new TimeoutException(
            $"{_process.StartInfo.FileName} was not ready at {ready} within {deadline.TotalSeconds} s ({last}):\n{Output}");
    }
}
