namespace Vigia.Console.Dashboards.Sharing;

/// <summary>A panel's answer as it is sent.</summary>
/// <param name="Bytes">JSON, or JSON in gzip; shared by those who asked, so never changed.</param>
/// <param name="Lifetime">How long it may be sent again.</param>
internal sealed record EncodedAnswer(byte[] Bytes, TimeSpan Lifetime);
