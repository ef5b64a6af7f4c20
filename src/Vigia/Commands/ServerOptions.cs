using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Encodings.Web;
using System.Text.Json;
using Vigia.Output;
using Vigia.Queries;

namespace Vigia.Commands;

/// <summary>The options of commands that ask a running server.</summary>
internal sealed class ServerOptions
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Option<Uri> _server = new("--server")
    {
        Description = "Where it answers. Default: http://127.0.0.1:9090",
        HelpName = "URL",
        DefaultValueFactory = static _ => new Uri("http://127.0.0.1:9090"),
        CustomParser = ParseAddress,
    };

    private readonly Option<string?> _token = new("--token") { Description = $"The API token. Default: ${QueryClient.TokenVariable}", HelpName = "TOKEN" };
    private readonly Option<bool> _json = new("--json") { Description = "Print the answer's data as JSON." };

    /// <summary>Adds the options to a command.</summary>
    public ServerOptions(Command command)
    {
        command.Options.Add(_server);
        command.Options.Add(_token);
        command.Options.Add(_json);
    }

    public Uri Address(ParseResult parsed) => parsed.GetRequiredValue(_server);

    public string? Token(ParseResult parsed) => parsed.GetValue(_token);

    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>Asks and prints; warnings go to the standard error. <paramref name="look"/> sees the data however it is printed.</summary>
    public async Task<int> AskAsync(
        ParseResult parsed,
        Terminal terminal,
        string path,
        IEnumerable<KeyValuePair<string, string>> parameters,
        Action<TextWriter, JsonElement> write,
        CancellationToken cancellationToken,
        Action<JsonElement>? look = null)
    {
        using var client = new QueryClient(parsed.GetRequiredValue(_server), parsed.GetValue(_token));
        (JsonElement data, IReadOnlyList<string> notes) = await client.AskAsync(path, parameters, cancellationToken);
        foreach (string note in notes)
        {
            terminal.Error.WriteLine(note);
        }

        look?.Invoke(data);
        if (parsed.GetValue(_json))
        {
            terminal.Out.WriteLine(JsonSerializer.Serialize(data, Json));
        }
        else
        {
            write(terminal.Out, data);
        }

        return ExitCodes.Success;
    }

    private static Uri? ParseAddress(ArgumentResult result)
    {
        if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https")
        {
            return address;
        }

        result.AddError($"--server: '{result.Tokens[0].Value}' is no address such as http://127.0.0.1:9090");
        return null;
    }
}
