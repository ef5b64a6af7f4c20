using Spectre.Console;
using Vigia.Output;

namespace Vigia.Hosting;

/// <summary>Names and values under a title: a panel on a terminal, plain lines elsewhere.</summary>
internal static class ReadyPanel
{
    public static void Write(Terminal terminal, TextWriter text, string title, IReadOnlyList<(string Name, string Value)> rows)
    {
        if (terminal.IsInteractive)
        {
            WritePanel(terminal.Console, text, title, rows);
            return;
        }

        text.WriteLine(title + ".");
        foreach ((string name, string value) in rows)
        {
            text.WriteLine($"  {name,-9} {value}");
        }
    }

    private static void WritePanel(IAnsiConsole console, TextWriter text, string title, IReadOnlyList<(string Name, string Value)> rows)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn(new GridColumn().NoWrap());
        foreach ((string name, string value) in rows)
        {
            grid.AddRow(new Text(name, new Style(Color.Grey)), new Text(value));
        }

        IAnsiConsole writer = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(text),
            Ansi = console.Profile.Capabilities.Ansi ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = (ColorSystemSupport)console.Profile.Capabilities.ColorSystem,
        });
        writer.Profile.Width = Math.Max(console.Profile.Width, rows.Max(row => row.Value.Length) + 20);
        writer.Profile.Capabilities.Unicode = console.Profile.Capabilities.Unicode;
        writer.Write(new Panel(grid).Header($" {title} ").BorderColor(Color.Green).RoundedBorder());
    }
}
