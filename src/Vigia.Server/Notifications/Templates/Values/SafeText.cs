using Vigia.Server.Alerting.Templates.Values;

namespace Vigia.Server.Notifications.Templates.Values;

/// <summary>What <c>safeHtml</c> says is HTML: written as it is.</summary>
internal sealed class SafeText(string text) : ITemplateObject
{
    public string TypeName => "template.HTML";

    public string Text => text;

    public bool TryMember(string name, out object? value)
    {
        value = null;
        return false;
    }

    public string Print() => text;
}
