using Microsoft.JSInterop;

namespace Vigia.Console.Components;

/// <summary>
/// What one of the console's scripts has mounted on an element of a page: mounted once, however often a page is rendered meanwhile, and gone with the page.
/// For the thread of one circuit.
/// </summary>
/// <param name="script">The browser.</param>
/// <param name="module">The file's name below <c>js/</c>.</param>
internal sealed class PageScript(IJSRuntime script, string module) : IAsyncDisposable
{
    private Task? _mounting;
    private IJSObjectReference? _mounted;

    /// <summary>Whether it takes calls.</summary>
    public bool IsMounted => _mounted is not null;

    /// <summary>Calls the module's function that mounts; later calls wait for the first.</summary>
    public Task MountAsync(string function, params object?[] arguments) => _mounting ??= RunAsync(function, arguments);

    /// <summary>Calls what is mounted; nothing where nothing is yet.</summary>
    public ValueTask InvokeVoidAsync(string method, params object?[] arguments) => _mounted?.InvokeVoidAsync(method, arguments) ?? ValueTask.CompletedTask;

    /// <summary>Asks what is mounted; the value given where nothing is yet.</summary>
    public ValueTask<T> InvokeAsync<T>(string method, T absent) => _mounted?.InvokeAsync<T>(method) ?? ValueTask.FromResult(absent);

    public async ValueTask DisposeAsync()
    {
        if (_mounting is not { } mounting)
        {
            return;
        }

        _mounting = null;
        try
        {
            await mounting;
            IJSObjectReference mounted = _mounted!;
            _mounted = null;
            await mounted.InvokeVoidAsync("dispose");
            await mounted.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page is gone, and what was mounted with it.
        }
    }

    private async Task RunAsync(string function, object?[] arguments)
    {
        await using IJSObjectReference imported = await script.InvokeAsync<IJSObjectReference>("import", $"/_content/Vigia.Console/js/{module}");
        _mounted = await imported.InvokeAsync<IJSObjectReference>(function, arguments);
    }
}
