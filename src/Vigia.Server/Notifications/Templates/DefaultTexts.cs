using System.Text;

namespace Vigia.Server.Notifications.Templates;

/// <summary>The texts that the program brings: one file for all languages, and one each. Their names are Alertmanager's, so that configurations that call them go on working.</summary>
internal static class DefaultTexts
{
    /// <summary>The languages that there are.</summary>
    public static readonly IReadOnlyList<string> Languages = ["en", "pt-BR"];

    /// <summary>The text of one file: <c>shared</c>, or a language.</summary>
    public static string Read(string name)
    {
        using Stream stream = typeof(DefaultTexts).Assembly.GetManifestResourceStream($"Vigia.Server.Notifications.Templates.Default.{name}.tmpl")
            ?? throw new InvalidOperationException($"The default texts lack {name}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
