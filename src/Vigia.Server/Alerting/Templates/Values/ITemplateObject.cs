using Vigia.Server.Alerting.Templates.Functions;

namespace Vigia.Server.Alerting.Templates.Values;

/// <summary>What a template sees as a struct: fields, and methods as <see cref="TemplateFunction"/>.</summary>
internal interface ITemplateObject
{
    /// <summary>Go's name of the type, for messages.</summary>
    string TypeName { get; }

    /// <summary>A field's value, or a method.</summary>
    bool TryMember(string name, out object? value);

    /// <summary>As Go prints it with <c>%v</c>.</summary>
    string Print();
}
