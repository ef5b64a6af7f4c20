using Vigia.Server.Configuration.Model;

namespace Vigia.Server.Notifications.Configuration.Model;

/// <summary>One of <c>email_configs</c>.</summary>
internal sealed record EmailConfiguration : IntegrationConfiguration
{
    public override string Kind => "email";

    public required string To { get; init; }

    public required string From { get; init; }

    public required string Host { get; init; }

    public required int Port { get; init; }

    /// <summary>The name that the client greets with.</summary>
    public string Hello { get; init; } = "localhost";

    public string UserName { get; init; } = "";

    public SecretText? Password { get; init; }

    /// <summary>The secret of CRAM-MD5.</summary>
    public SecretText? Secret { get; init; }

    public string Identity { get; init; } = "";

    public bool RequireTls { get; init; } = true;

    public TlsConfiguration Tls { get; init; } = new();

    /// <summary>Header fields beside the usual ones; their values are templates.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public required string Html { get; init; }

    public required string Text { get; init; }

    public override IEnumerable<(string Key, string Text)> TemplateTexts =>
        [("to", To), ("from", From), ("html", Html), ("text", Text), .. Headers.Select(static header => ("headers", header.Value))];
}
