using System.CommandLine;
using Vigia.Alerts;
using Vigia.Output;

namespace Vigia.Commands;

/// <summary><c>vigia notify test RECEIVER</c></summary>
internal static class NotifyCommand
{
    private static readonly string[] Examples =
    [
        "vigia notify test slack       send a real notice, and show what Slack answers",
        "vigia notify test email --server https://monitor.example:9090",
    ];

    public static Command Create(Terminal terminal, ExamplesHelpAction help)
    {
        var command = new Command("notify", "Try who is told of alerts.");
        help.Set(command, Examples);
        var test = new Command("test", "Let the running monitor send a real test notice to a receiver of alertmanager.yml. Ends with 1 where one was not taken.");
        var receiver = new Argument<string>("RECEIVER") { Description = "Its name in alertmanager.yml." };
        test.Arguments.Add(receiver);
        var server = new ServerOptions(test);
        help.Set(test, Examples);
        test.SetAction((parsed, cancellationToken) => NotifyTestWork.RunAsync(
            parsed.GetRequiredValue(receiver), server.Address(parsed), server.Token(parsed), server.IsJson(parsed), terminal, cancellationToken));
        command.Add(test);
        return command;
    }
}
