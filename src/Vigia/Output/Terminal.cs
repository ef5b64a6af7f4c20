using Spectre.Console;

namespace Vigia.Output;

/// <summary>
/// Where commands write. Standard output carries a command's result (and the module's JSON log where it is not a
/// terminal), standard error what a person should know beside it. Colours only on a terminal, and not with <c>NO_COLOR</c>.
/// </summary>
internal sealed class Terminal
{
    private readonly Lazy<IAnsiConsole> _console;
    private readonly Lazy<IAnsiConsole> _errorConsole;

    public Terminal(TextWriter output, TextWriter error, bool isInteractive, bool isErrorInteractive)
    {
        Out = output;
        Error = error;
        IsInteractive = isInteractive;
        IsErrorInteractive = isErrorInteractive;
        _console = new Lazy<IAnsiConsole>(() => Create(Out));
        _errorConsole = new Lazy<IAnsiConsole>(() => Create(Error));
    }

    public TextWriter Out { get; }

    public TextWriter Error { get; }

    /// <summary>Whether the standard output is a terminal that understands control sequences.</summary>
    public bool IsInteractive { get; }

    public bool IsErrorInteractive { get; }

    /// <summary>For tables and live displays; only of use where <see cref="IsInteractive"/>.</summary>
    public IAnsiConsole Console => _console.Value;

    public static Terminal OfProcess()
    {
        bool dumb = Environment.GetEnvironmentVariable("TERM") is "dumb";
        return new Terminal(
            System.Console.Out,
            System.Console.Error,
            !dumb && !System.Console.IsOutputRedirected,
            !dumb && !System.Console.IsErrorRedirected);
    }

    /// <summary>One clear error: what was wrong, and what to do about it.</summary>
    public void WriteError(string what, string? remedy = null)
    {
        if (IsErrorInteractive)
        {
            _errorConsole.Value.Markup("[red]error:[/] ");
            Error.WriteLine(what);
        }
        else
        {
            Error.WriteLine("error: " + what);
        }

        if (remedy is not null)
        {
            Error.WriteLine(remedy);
        }
    }

    private static IAnsiConsole Create(TextWriter writer) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(writer),
        ColorSystem = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            ? ColorSystemSupport.Detect
            : ColorSystemSupport.NoColors,
    });
}
