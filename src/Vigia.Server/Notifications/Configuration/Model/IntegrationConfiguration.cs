namespace Vigia.Server.Notifications.Configuration.Model;

/// <summary>One way to reach a receiver.</summary>
internal abstract record IntegrationConfiguration
{
    /// <summary>Alertmanager's name of the kind: <c>email</c>, <c>slack</c>, <c>pagerduty</c>, <c>webhook</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>Its place among those of its kind in the receiver.</summary>
    public int Index { get; init; }

    /// <summary>The line in the file.</summary>
    public int Line { get; init; }

    /// <summary>Whether to tell of alerts that no longer fire.</summary>
    public required bool SendResolved { get; init; }

    /// <summary>The longest that one attempt may take, where the file says so; zero: what holds for the receiver.</summary>
    public TimeSpan Timeout { get; init; }

    /// <summary>Every template in it, with the key it stands under; the html of an e-mail escapes what it writes.</summary>
    public abstract IEnumerable<(string Key, string Text)> TemplateTexts { get; }
}
