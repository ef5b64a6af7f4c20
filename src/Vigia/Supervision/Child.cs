using System.Diagnostics;
using System.Globalization;
using Vigia.Output;

namespace Vigia.Supervision;

/// <summary>
/// One supervised process: started, started again with growing pauses when it ends by itself, and stopped by closing its standard input.
/// </summary>
internal sealed class Child(Role role, IReadOnlyList<string> arguments, Terminal terminal, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>Whoever ran so long has overcome what ended it before.</summary>
    private static readonly TimeSpan Steady = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private Process? _process;
    private bool _isStopping;

    private string Name => role is Role.Monitor ? "monitor" : "module";

    /// <summary>Runs until it is told to stop, or cannot be started at all.</summary>
    /// <returns>The exit code; <see cref="ExitCodes.NotStarted"/> where its very first start failed.</returns>
    public async Task<int> RunAsync(CancellationToken stopping)
    {
        TimeSpan pause = FirstPause;
        bool hasRun = false;
        while (true)
        {
            long started = time.GetTimestamp();
            int code = await RunOnceAsync();
            if (stopping.IsCancellationRequested)
            {
                return code == ExitCodes.NotStarted ? ExitCodes.Failure : code;
            }

            if (code == ExitCodes.NotStarted && !hasRun)
            {
                return code;
            }

            hasRun = true;
            pause = time.GetElapsedTime(started) >= Steady ? FirstPause : pause;
            terminal.WriteError(string.Create(
                CultureInfo.InvariantCulture, $"The {Name} ended with exit code {code}. It is started again in {pause.TotalSeconds:0} s."));
            try
            {
                await Task.Delay(pause, time, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return ExitCodes.Failure;
            }

            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>Asks it to stop in good order, and not to be started again.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _isStopping = true;
            CloseInput();
        }
    }

    /// <summary>Passes on a SIGHUP.</summary>
    public void HangUp()
    {
        lock (_lock)
        {
            try
            {
                _process?.StandardInput.BaseStream.WriteByte(SupervisorLink.Hangup);
                _process?.StandardInput.BaseStream.Flush();
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException)
            {
                // It has ended, or is ending: what it starts with next is the file as it is then.
            }
        }
    }

    /// <summary>Ends it at once.</summary>
    public void Kill()
    {
        lock (_lock)
        {
            _isStopping = true;
            if (_process is { HasExited: false } process)
            {
                process.Kill();
            }
        }
    }

    public void Dispose() => _process?.Dispose();

    private async Task<int> RunOnceAsync()
    {
        Process process;
        lock (_lock)
        {
            if (_isStopping)
            {
                return ExitCodes.Success;
            }

            process = Process.Start(StartInfo()) ?? throw new CommandException($"The {Name} could not be started.");
            _process?.Dispose();
            _process = process;
        }

        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode;
    }

    private ProcessStartInfo StartInfo()
    {
        string program = Environment.ProcessPath ?? throw new CommandException("The path of this program is not known.");
        bool isHosted = Path.GetFileNameWithoutExtension(program) == "dotnet";
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, UseShellExecute = false };
        if (isHosted)
        {
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "vigia.dll"));
        }

        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    private void CloseInput()
    {
        try
        {
            _process?.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended by itself meanwhile.
        }
    }
}
