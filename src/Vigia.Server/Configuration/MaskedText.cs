using System.Text;
using YamlDotNet.RepresentationModel;

namespace Vigia.Server.Configuration;

/// <summary>Writes a configuration anew without comments, secrets as <c>&lt;secret&gt;</c>: what may be shown.</summary>
internal static class MaskedText
{
    private const string Mask = "<secret>";

    // Whatever section they stand in: a secret shown is worse than a text hidden.
    private static readonly HashSet<string> SecretKeys = new(StringComparer.Ordinal)
    {
        "password", "credentials", "bearer_token", "client_secret", "secret_key", "key", "secrets", "token", "client_certificate_key", "api_key", "routing_key",
        "service_key", "auth_token", "application_password", "account_key",
    };

    /// <summary>Writes a text; what stands under <paramref name="more"/> is hidden too. The nodes are changed.</summary>
    public static string Write(YamlNode root, IReadOnlySet<string>? more = null)
    {
        MaskIn(root, [], isHeaders: false, more);
        var stream = new YamlStream(new YamlDocument(root));
        var text = new StringWriter(new StringBuilder(), System.Globalization.CultureInfo.InvariantCulture) { NewLine = "\n" };
        stream.Save(text, assignAnchors: false);
        string written = text.ToString();
        return written.EndsWith("...\n", StringComparison.Ordinal) ? written[..^4] : written;
    }

    private static void MaskIn(YamlNode node, HashSet<YamlNode> seen, bool isHeaders, IReadOnlySet<string>? more)
    {
        if (node is YamlScalarNode || !seen.Add(node))
        {
            return;
        }

        if (node is YamlSequenceNode sequence)
        {
            foreach (YamlNode item in sequence)
            {
                MaskIn(item, seen, isHeaders: false, more);
            }

            return;
        }

        foreach ((YamlNode name, YamlNode value) in ((YamlMappingNode)node).Children)
        {
            string key = (name as YamlScalarNode)?.Value ?? "";
            if (isHeaders || SecretKeys.Contains(key) || more?.Contains(key) == true)
            {
                Hide(value);
            }
            else if (value is YamlScalarNode { Value: { } text } scalar && text.Contains("://", StringComparison.Ordinal))
            {
                scalar.Value = WithoutPassword(text);
            }

            MaskIn(value, seen, key == "headers", more);
        }
    }

    private static void Hide(YamlNode node)
    {
        switch (node)
        {
            case YamlScalarNode { Value: { Length: > 0 } } scalar:
                scalar.Value = Mask;
                break;
            case YamlSequenceNode sequence:
                foreach (YamlNode item in sequence)
                {
                    Hide(item);
                }

                break;
        }
    }

    private static string WithoutPassword(string text)
    {
        int start = text.IndexOf("://", StringComparison.Ordinal) + 3;
        int end = text.IndexOfAny(['/', '?', '#'], start);
        int at = text.LastIndexOf('@', (end < 0 ? text.Length : end) - 1);
        int colon = at < start ? -1 : text.IndexOf(':', start, at - start);
        return colon < 0 ? text : text[..(colon + 1)] + Mask + text[at..];
    }
}
