namespace Vigia.Interop.Tests.Metrics.Api;

/// <summary>A line of <c>requests.txt</c>: a method and an address.</summary>
internal sealed record ApiRequest(string Method, string Address)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ApiRequest> Read() =>
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Metrics", "Api", "requests.txt"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(' ', 2))
            .Select(parts => new ApiRequest(parts[0], parts[1])),
    ];

    /// <summary>To be sent; the query of a POST goes into its body.</summary>
    public HttpRequestMessage Message()
    {
        int at = Address.IndexOf('?', StringComparison.Ordinal);
        return Method == "POST"
            ? new HttpRequestMessage(HttpMethod.Post, new Uri(Address[..at], UriKind.Relative))
            {
                Content = new StringContent(Address[(at + 1)..], System.Text.Encoding.UTF8, "application/x-www-form-urlencoded"),
            }
            : new HttpRequestMessage(new HttpMethod(Method), new Uri(Address, UriKind.Relative));
    }
}
