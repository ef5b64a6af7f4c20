namespace Vigia.Server.Alerting.Templates.Values;

/// <summary>What a template sees as a map with texts as keys.</summary>
internal interface ITemplateMap
{
    /// <summary>Go's name of the type, for messages.</summary>
    string TypeName { get; }

    int Count { get; }

    /// <summary>The value of a missing key.</summary>
    object? Zero { get; }

    /// <summary>The entries, ordered by their keys.</summary>
    IEnumerable<KeyValuePair<string, object?>> Entries { get; }

    bool TryGet(string key, out object? value);
}
