using System.Reflection;
using Vigia.Model.Processing;

namespace Vigia.Integration.Processing.Extensions;

/// <summary>The processors of the extension assemblies, by name. Loaded once on start; thread safe after that.</summary>
internal sealed class ProcessorCatalog
{
    private const int MaxNameLength = 64;

    private readonly Dictionary<string, (IMessageProcessor Processor, string Path)> _processors = new(StringComparer.Ordinal);

    /// <summary>The contracts that both sides share.</summary>
    public static AssemblyName ModelAssembly { get; } = typeof(IMessageProcessor).Assembly.GetName();

    public IReadOnlyCollection<string> Names => _processors.Keys;

    public IMessageProcessor? Find(string name) => _processors.TryGetValue(name, out var found) ? found.Processor : null;

    /// <summary>Loads the processors of one assembly. What is wrong goes to <paramref name="errors"/>.</summary>
    /// <param name="path">Absolute.</param>
    /// <param name="place">Where it is configured.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public void Load(string path, string place, ICollection<string> errors)
    {
        if (!File.Exists(path))
        {
            errors.Add($"{place}: the file '{path}' does not exist.");
            return;
        }

        Type[] types;
        try
        {
            Assembly assembly = new ProcessorLoadContext(path).LoadFromAssemblyPath(path);
            if (CheckVersion(assembly, path) is { } mismatch)
            {
                errors.Add($"{place}: {mismatch}");
                return;
            }

            types = [.. assembly.GetTypes().Where(static type =>
                type is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false } && type.IsAssignableTo(typeof(IMessageProcessor)))];
        }
        catch (Exception exception) when (exception is BadImageFormatException or IOException or ReflectionTypeLoadException or TypeLoadException)
        {
            string why = exception is ReflectionTypeLoadException { LoaderExceptions: [{ } first, ..] } ? first.Message : exception.Message;
            errors.Add($"{place}: '{path}' cannot be loaded: {why}");
            return;
        }

        if (types.Length == 0)
        {
            errors.Add($"{place}: '{path}' has no class that implements IMessageProcessor.");
        }

        foreach (Type type in types)
        {
            Add(type, path, place, errors);
        }
    }

    private void Add(Type type, string path, string place, ICollection<string> errors)
    {
        IMessageProcessor processor;
        string? name;
        try
        {
            if (type.GetConstructor(Type.EmptyTypes) is null)
            {
                errors.Add($"{place}: {type.FullName} needs a public constructor without parameters.");
                return;
            }

            processor = (IMessageProcessor)Activator.CreateInstance(type)!;
            name = processor.Name;
        }
        catch (Exception exception)
        {
            // Whatever an extension's constructor throws must not look like the module's own fault.
            Exception cause = exception is TargetInvocationException { InnerException: { } inner } ? inner : exception;
            errors.Add($"{place}: {type.FullName} cannot be made: {cause.GetType().Name}: {cause.Message}");
            return;
        }

        if (string.IsNullOrWhiteSpace(name) || name.Length > MaxNameLength)
        {
            errors.Add($"{place}: the name of {type.FullName} must have 1 to {MaxNameLength} characters.");
        }
        else if (!_processors.TryAdd(name, (processor, path)))
        {
            errors.Add($"{place}: '{path}' has a processor named '{name}', and so has '{_processors[name].Path}'.");
        }
    }

    /// <summary>A later contract may have what this module lacks, and another major one may mean something else.</summary>
    private static string? CheckVersion(Assembly assembly, string path)
    {
        AssemblyName? referenced = assembly.GetReferencedAssemblies()
            .FirstOrDefault(static name => string.Equals(name.Name, ModelAssembly.Name, StringComparison.OrdinalIgnoreCase));
        Version ours = ModelAssembly.Version!;
        return referenced?.Version is { } theirs && (theirs.Major != ours.Major || theirs > ours)
            ? $"'{path}' was built against {ModelAssembly.Name} {theirs}; this module has {ours}. Build it against {ours.Major}.{ours.Minor} or an earlier {ours.Major}.x."
            : null;
    }
}
