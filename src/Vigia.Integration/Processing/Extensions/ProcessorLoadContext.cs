using System.Reflection;
using System.Runtime.Loader;

namespace Vigia.Integration.Processing.Extensions;

/// <summary>
/// Loads one extension with its own dependencies, apart from the module's and other extensions'. Vigia.Model comes from
/// the module, so that both sides mean the same types by it.
/// </summary>
internal sealed class ProcessorLoadContext(string assemblyPath) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(assemblyPath))
{
    private readonly AssemblyDependencyResolver _resolver = new(assemblyPath);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (string.Equals(assemblyName.Name, ProcessorCatalog.ModelAssembly.Name, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : nint.Zero;
}
