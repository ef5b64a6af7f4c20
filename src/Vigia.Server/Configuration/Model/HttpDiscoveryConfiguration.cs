namespace Vigia.Server.Configuration.Model;

/// <summary>An element of <c>http_sd_configs</c>.</summary>
/// <param name="Address">What is fetched.</param>
/// <param name="RefreshInterval">How often.</param>
/// <param name="Client">How.</param>
internal sealed record HttpDiscoveryConfiguration(Uri Address, TimeSpan RefreshInterval, HttpClientConfiguration Client);
