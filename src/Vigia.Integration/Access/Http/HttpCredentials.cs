using System.Net;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Vigia.Integration.Access.Http;

/// <summary>
/// The one place that reads credentials from a request: <c>Authorization: Bearer …</c> (RFC 6750, section 2.1) or
/// <c>X-Api-Key: …</c>. Never from the query, which ends up in logs and histories.
/// </summary>
internal static class HttpCredentials
{
    public const string ApiKeyHeader = "X-Api-Key";

    private const string BearerPrefix = "Bearer ";
    private static readonly object AddressItem = new();

    /// <summary>What the caller showed; its secret is null where it showed nothing.</summary>
    public static Credentials Read(HttpContext context, string protocol) =>
        new(protocol, Secret(context.Request.Headers), RemoteAddress(context)) { RequestId = context.TraceIdentifier };

    /// <summary>The caller's address in text, made once a connection; null where the transport has none.</summary>
    public static string? RemoteAddress(HttpContext context)
    {
        IDictionary<object, object?>? items = context.Features.Get<IConnectionItemsFeature>()?.Items;
        if (items is not null && items.TryGetValue(AddressItem, out object? known))
        {
            return (string?)known;
        }

        IPAddress? address = context.Connection.RemoteIpAddress;
        string? text = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4().ToString() : address?.ToString();
        if (items is not null)
        {
            items[AddressItem] = text;
        }

        return text;
    }

    private static string? Secret(IHeaderDictionary headers)
    {
        StringValues authorization = headers.Authorization;
        StringValues apiKey = headers[ApiKeyHeader];
        if (authorization.Count + apiKey.Count == 0)
        {
            return null;
        }

        // Several credentials in one request leave it open which one counts, so none does: an empty secret is malformed.
        if (authorization.Count + apiKey.Count > 1)
        {
            return string.Empty;
        }

        if (apiKey.Count == 1)
        {
            return apiKey[0];
        }

        string value = authorization[0] ?? string.Empty;
        return value.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase)
            ? value[BearerPrefix.Length..].Trim()
            : string.Empty;
    }
}
