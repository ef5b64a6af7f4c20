using System.Text;
using Microsoft.Extensions.Configuration;

namespace Vigia.Integration.Tests.Processing;

/// <summary>Settings written as the user writes them.</summary>
internal static class Settings
{
    /// <summary>Flat settings out of <c>{"Processing": …}</c>.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Json(string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return [.. new ConfigurationBuilder().AddJsonStream(stream).Build().AsEnumerable().Where(static pair => pair.Value is not null)];
    }
}
