using Vigia.Server.Notifications.Dispatch;
using Vigia.Server.Notifications.Templates;

namespace Vigia.Server.Notifications.Notifiers;

/// <summary>Fills the texts of one notice.</summary>
internal sealed class NoticeTexts(TemplateSet templates, Notice notice, CancellationToken cancellationToken)
{
    /// <summary>A text, filled in.</summary>
    /// <exception cref="Alerting.Templates.TemplateException">The template fails.</exception>
    public string Fill(string template) => templates.Fill(template, notice.Data, notice.Language, isHtml: false, cancellationToken);

    /// <summary>HTML, with what is filled in escaped.</summary>
    /// <exception cref="Alerting.Templates.TemplateException">The template fails.</exception>
    public string FillHtml(string template) => templates.Fill(template, notice.Data, notice.Language, isHtml: true, cancellationToken);

    /// <summary>A text of at most so many characters, the last an ellipsis where it was cut.</summary>
    public string Fill(string template, int most)
    {
        string text = Fill(template);
        if (text.EnumerateRunes().Count() <= most)
        {
            return text;
        }

        return string.Concat(text.EnumerateRunes().Take(most - 1).Select(static rune => rune.ToString())) + "…";
    }
}
