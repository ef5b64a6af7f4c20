namespace Vigia.Integration.Lifecycle;

/// <summary>The real process.</summary>
internal sealed class ProcessExit : IProcessExit
{
    public int Code
    {
        get => Environment.ExitCode;
        set => Environment.ExitCode = value;
    }

    public void Now(int code) => Environment.Exit(code);
}
