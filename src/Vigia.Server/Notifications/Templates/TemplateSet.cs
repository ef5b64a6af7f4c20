using System.Collections.Concurrent;
using Vigia.Server.Alerting.Templates;
using Vigia.Server.Alerting.Templates.Functions;
using Vigia.Server.Configuration.Reading;

namespace Vigia.Server.Notifications.Templates;

/// <summary>
/// The templates of one configuration: the program's own in each language, and over them the user's. Texts are parsed once; there are as many as the
/// configuration has. Thread safe.
/// </summary>
internal sealed class TemplateSet
{
    // A group may hold thousands of alerts, of which each is a page.
    private static readonly TemplateLimits Limits = new() { MaxOutput = 4 * 1024 * 1024, MaxSteps = 5_000_000 };

    private readonly TemplateFunctions _functions;
    private readonly IReadOnlyDictionary<string, Template> _libraries;
    private readonly ConcurrentDictionary<(string Language, string Text), Template> _parsed = new();

    private TemplateSet(TemplateFunctions functions, IReadOnlyDictionary<string, Template> libraries) => (_functions, _libraries) = (functions, libraries);

    /// <summary>Reads the files that a configuration names.</summary>
    /// <param name="patterns">Absolute names; the last part may hold <c>*</c>.</param>
    /// <param name="time">For what templates ask of the clock.</param>
    /// <exception cref="ConfigurationException">A file cannot be read or does not parse.</exception>
    public static TemplateSet Load(IReadOnlyList<string> patterns, TimeProvider time)
    {
        TemplateFunctions functions = NotificationFunctions.Create(time);
        (string Path, string Text)[] files = [.. patterns.SelectMany(FilePattern.Expand).Order(StringComparer.Ordinal).Distinct(StringComparer.Ordinal).Select(static path => (path, YamlFile.ReadText(path)))];
        var libraries = new Dictionary<string, Template>(StringComparer.Ordinal);
        foreach (string language in DefaultTexts.Languages)
        {
            Template library = Template.Parse("shared.tmpl", DefaultTexts.Read("shared"), functions);
            library = Template.Parse($"{language}.tmpl", DefaultTexts.Read(language), functions, library: library);
            foreach ((string path, string text) in files)
            {
                library = Parse(path, text, functions, library);
            }

            libraries[language] = library;
        }

        return new TemplateSet(functions, libraries);
    }

    /// <summary>Fills a text.</summary>
    /// <param name="text">The template.</param>
    /// <param name="data">What it says.</param>
    /// <param name="language">One of <see cref="DefaultTexts.Languages"/>.</param>
    /// <param name="isHtml">Whether what is filled in is escaped for HTML.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="TemplateException">It does not parse or fails.</exception>
    public string Fill(string text, NotificationData data, string language, bool isHtml, CancellationToken cancellationToken) =>
        !text.Contains("{{", StringComparison.Ordinal)
            ? text
            : Prepare(text, language).Run(data, _functions, [], Limits, cancellationToken, isHtml ? NotificationFunctions.WriteHtml : null);

    /// <summary>Parses a text ahead of its use.</summary>
    /// <exception cref="TemplateException">It does not parse.</exception>
    public Template Prepare(string text, string language) =>
        _parsed.GetOrAdd((language, text), key => Template.Parse("", key.Text, _functions, library: _libraries[key.Language]));

    private static Template Parse(string path, string text, TemplateFunctions functions, Template library)
    {
        try
        {
            return Template.Parse(Path.GetFileName(path), text, functions, library: library);
        }
        catch (TemplateException exception)
        {
            throw YamlFile.Refuse(path, exception.Line, exception.Reason);
        }
    }
}
