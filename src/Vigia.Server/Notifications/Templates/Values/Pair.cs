using Vigia.Server.Alerting.Templates.Values;

namespace Vigia.Server.Notifications.Templates.Values;

/// <summary><c>.Name</c> and <c>.Value</c>.</summary>
internal sealed class Pair(string name, string value) : ITemplateObject
{
    public string TypeName => "template.Pair";

    public string Name => name;

    public string Value => value;

    public bool TryMember(string member, out object? found)
    {
        found = member switch { "Name" => name, "Value" => value, _ => null };
        return found is not null;
    }

    public string Print() => $"{{{name} {value}}}";
}
