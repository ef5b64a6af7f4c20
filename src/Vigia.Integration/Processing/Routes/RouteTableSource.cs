using System.Collections.Immutable;

namespace Vigia.Integration.Processing.Routes;

/// <summary>Holds the running table and swaps it whole. Reading is thread safe; loading is one at a time.</summary>
internal sealed class RouteTableSource(RouteCompiler compiler) : IDisposable
{
    private readonly SemaphoreSlim _loading = new(1);
    private RouteTable? _current;
    private ImmutableList<IDisposable> _replaced = [];

    /// <exception cref="InvalidOperationException">Nothing was loaded yet.</exception>
    public RouteTable Current => Volatile.Read(ref _current) ?? throw new InvalidOperationException("The routes are not loaded yet.");

    public bool IsLoaded => Volatile.Read(ref _current) is not null;

    /// <summary>Compiles the configuration as it is now. The running table stays where anything is wrong.</summary>
    /// <returns>Everything that is wrong, or nothing.</returns>
    public async Task<IReadOnlyList<string>> LoadAsync(CancellationToken cancellationToken)
    {
        await _loading.WaitAsync(cancellationToken);
        try
        {
            var errors = new List<string>();
            RouteTable? previous = Volatile.Read(ref _current);
            if (await compiler.CompileAsync(previous, errors, cancellationToken) is { } table)
            {
                Volatile.Write(ref _current, table);
                if (previous is not null)
                {
                    _replaced = _replaced.AddRange(previous.Routes.SelectMany(static route => route.Destinations)
                        .Except(table.Routes.SelectMany(static route => route.Destinations)));
                }
            }

            return errors;
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>Takes the destinations that were replaced; whoever does so disposes of them once no attempt can use them any more.</summary>
    public IReadOnlyList<IDisposable> TakeReplaced()
    {
        ImmutableList<IDisposable> replaced = _replaced;
        _replaced = [];
        return replaced;
    }

    public void Dispose()
    {
        _loading.Dispose();
        foreach (IDisposable destination in _replaced)
        {
            destination.Dispose();
        }

        foreach (Route route in _current?.Routes ?? [])
        {
            route.Gate.Dispose();
            foreach (IDisposable destination in route.Destinations)
            {
                destination.Dispose();
            }
        }
    }
}
