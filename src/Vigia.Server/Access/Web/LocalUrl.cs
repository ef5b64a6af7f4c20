namespace Vigia.Server.Access.Web;

/// <summary>
/// Whether a redirection stays here. Browsers read <c>//</c>, <c>/\</c> and what is left of them without tabs and line ends as another host
/// (WHATWG URL, 4.4), so only a plain absolute path will do.
/// </summary>
internal static class LocalUrl
{
    private const int MaxLength = 2048;

    public static bool IsLocal(string? url) =>
        url is { Length: > 0 and <= MaxLength }
        && url[0] == '/'
        && (url.Length == 1 || url[1] is not ('/' or '\\'))
        && !url.AsSpan().ContainsAnyInRange('\0', ' ')
        && !url.AsSpan().ContainsAnyInRange('\u007f', '\u009f');

    /// <summary>The path, or the console's first page.</summary>
    public static string OrConsole(string? url) => IsLocal(url) ? url! : AccessPaths.Console;
}
