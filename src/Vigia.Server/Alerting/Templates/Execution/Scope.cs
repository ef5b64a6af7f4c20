namespace Vigia.Server.Alerting.Templates.Execution;

/// <summary>The variables of one template that runs; a block forgets its own at its end.</summary>
internal sealed class Scope
{
    private readonly List<(string Name, object? Value)> _variables = [];

    public int Mark => _variables.Count;

    public void Push(string name, object? value) => _variables.Add((name, value));

    public void PopTo(int mark) => _variables.RemoveRange(mark, _variables.Count - mark);

    /// <summary>The newest of this name; the parser has seen to it that there is one.</summary>
    public object? Get(string name) => _variables[Find(name)].Value;

    public void Set(string name, object? value) => _variables[Find(name)] = (name, value);

    private int Find(string name) => _variables.FindLastIndex(variable => variable.Name == name);
}
