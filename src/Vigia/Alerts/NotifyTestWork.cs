using System.Net.Http.Headers;
using System.Text.Json;
using Vigia.Output;
using Vigia.Queries;

namespace Vigia.Alerts;

/// <summary>Asks a running monitor to send a test notice, and shows what the other sides answered: one line for each way to the receiver.</summary>
internal static class NotifyTestWork
{
    public static async Task<int> RunAsync(string receiver, Uri server, string? token, bool isJson, Terminal terminal, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = server, Timeout = TimeSpan.FromMinutes(2) };
        token ??= Environment.GetEnvironmentVariable(QueryClient.TokenVariable);
        if (!string.IsNullOrEmpty(token))
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        try
        {
            using HttpResponseMessage response = await client.PostAsync(
                new Uri($"ui/api/alerts/receivers/{Uri.EscapeDataString(receiver)}/test", UriKind.Relative), null, cancellationToken);
            string body = await response.Content.ReadAsStringAsync(cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw Refusal((int)response.StatusCode, body, receiver);
            }

            using JsonDocument answers = JsonDocument.Parse(body);
            if (isJson)
            {
                terminal.Out.WriteLine(body);
            }

            return Write(answers.RootElement, receiver, isJson, terminal);
        }
        catch (HttpRequestException exception)
        {
            throw new CommandException($"{server} does not answer: {exception.Message}", "Is it running? --server names another.", innerException: exception);
        }
        catch (JsonException exception)
        {
            throw new CommandException($"the answer is no JSON: is {server} a Vigia monitor?", innerException: exception);
        }
    }

    private static int Write(JsonElement answers, string receiver, bool isJson, Terminal terminal)
    {
        bool isTaken = answers.GetArrayLength() > 0;
        foreach (JsonElement answer in answers.EnumerateArray())
        {
            JsonElement result = answer.GetProperty("result");
            bool isSent = result.GetProperty("outcome").GetString() == "sent";
            isTaken &= isSent;
            if (!isJson)
            {
                terminal.Out.WriteLine($"{receiver} {answer.GetProperty("integration").GetString()}: {(isSent ? "taken" : "not taken")}: {result.GetProperty("detail").GetString()}");
            }
        }

        if (answers.GetArrayLength() == 0)
        {
            terminal.WriteError($"the receiver {receiver} has no address, so nothing was sent", "Add one of email_configs, slack_configs, pagerduty_configs, webhook_configs to it in alertmanager.yml.");
        }

        return isTaken ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static CommandException Refusal(int status, string body, string receiver) => status switch
    {
        401 or 403 => new CommandException(
            $"{status}: the monitor does not let this token send notices", $"Name one with --token or in the environment ({QueryClient.TokenVariable}); 'vigia token create NAME --scopes alerts:write' makes one."),
        404 => new CommandException($"there is no receiver {receiver}", "alertmanager.yml names the receivers; 'amtool config show' shows the one in force."),
        _ => new CommandException($"{status}: {body.Trim()}"),
    };
}
