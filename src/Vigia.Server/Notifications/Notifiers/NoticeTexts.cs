using Vigia.Server.Alerting.Templates;
using Vigia.Server.Notifications.Delivery;
using Vigia.Server.Notifications.Dispatch;
using Vigia.Server.Notifications.Templates;

namespace Vigia.Server.Notifications.Notifiers;

/// <summary>Fills the texts of one notice.</summary>
internal sealed class NoticeTexts(TemplateSet templates, Notice notice, CancellationToken cancellationToken)
{
    private readonly List<string> _errors = [];

    /// <summary>A text, filled in.</summary>
    /// <exception cref="TemplateException">The template fails.</exception>
    public string Fill(string template) => templates.Fill(template, notice.Data, notice.Language, isHtml: false, cancellationToken);

    /// <summary>A text that people read: where its template fails it says so, since an alert must not be lost over its wording.</summary>
    public string Show(string template, bool isHtml = false)
    {
        try
        {
            return templates.Fill(template, notice.Data, notice.Language, isHtml, cancellationToken);
        }
        catch (TemplateException exception)
        {
            _errors.Add(exception.Message);
            string text = $"<error executing template: {exception.Message}>";
            return isHtml ? System.Net.WebUtility.HtmlEncode(text) : text;
        }
    }

    /// <summary>A result that names the templates that failed.</summary>
    public SendResult Note(SendResult result) => _errors.Count == 0 ? result : result with { Detail = $"{result.Detail} (template: {_errors[0]})" };

    /// <summary>A text that people read of at most so many characters, the last an ellipsis where it was cut.</summary>
    public string Show(string template, int most)
    {
        string text = Show(template);
        if (text.EnumerateRunes().Count() <= most)
        {
            return text;
        }

        return string.Concat(text.EnumerateRunes().Take(most - 1).Select(static rune => rune.ToString())) + "…";
    }
}
