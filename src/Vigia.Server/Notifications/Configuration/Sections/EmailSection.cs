using System.Globalization;
using Vigia.Server.Configuration.Reading;
using Vigia.Server.Configuration.Sections;
using Vigia.Server.Notifications.Configuration.Model;

namespace Vigia.Server.Notifications.Configuration.Sections;

/// <summary>Reads one of <c>email_configs</c>.</summary>
internal static class EmailSection
{
    public static EmailConfiguration? Read(MappingReader section, GlobalDefaults global)
    {
        string smarthost = section.Text("smarthost") ?? global.SmtpSmarthost ?? "";
        (string host, int port) = Split(section, smarthost);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, string value) in section.TextMap("headers"))
        {
            if (!headers.TryAdd(name, value))
            {
                section.Error("headers", $"duplicate header \"{name}\" in email config");
            }
        }

        var email = new EmailConfiguration
        {
            SendResolved = section.Boolean("send_resolved") ?? false,
            To = section.Text("to", ""),
            From = section.Text("from") ?? global.SmtpFrom ?? "",
            Host = host,
            Port = port,
            Hello = section.Text("hello") ?? global.SmtpHello,
            UserName = section.Text("auth_username") ?? global.SmtpUserName,
            Password = section.Secret("auth_password", "auth_password_file") ?? global.SmtpPassword,
            Secret = section.Secret("auth_secret", "auth_secret_file") ?? global.SmtpSecret,
            Identity = section.Text("auth_identity") ?? global.SmtpIdentity,
            RequireTls = section.Boolean("require_tls") ?? global.SmtpRequireTls,
            Tls = section.Find("tls_config") is null ? global.SmtpTls : HttpClientSection.Tls(section),
            Headers = headers,
            Html = section.Has("html") ? section.Text("html") ?? "" : "{{ template \"email.default.html\" . }}",
            Text = section.Has("text") ? section.Text("text") ?? "" : "{{ template \"vigia.email.text\" . }}",
        };
        section.WithoutEffect("threading", "force_implicit_tls");
        section.Finish("email_configs");
        string? wrong = email.To.Length == 0 ? "missing to address in email config"
            : smarthost.Length == 0 ? "no global SMTP smarthost set"
            : email.From.Length == 0 ? "no global SMTP from set"
            : null;
        if (wrong is not null)
        {
            section.Issues.Error(section.Node, wrong);
            return null;
        }

        return email;
    }

    private static (string Host, int Port) Split(MappingReader section, string smarthost)
    {
        int colon = smarthost.LastIndexOf(':');
        if (colon >= 0 && int.TryParse(smarthost.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= 65535)
        {
            string host = smarthost[..colon].Trim('[', ']');
            return (host.Length == 0 ? "localhost" : host, port);
        }

        if (smarthost.Length > 0)
        {
            section.Issues.Error(section.Node, $"smarthost \"{smarthost}\" must be a host and a port, such as mail.example:587");
        }

        return ("", 0);
    }
}
