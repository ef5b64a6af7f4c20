namespace Vigia.Console.Dashboards.Model;

/// <summary>A link; title and address may hold variables.</summary>
internal sealed record PanelLink(string Title, string Url, bool OpensNewTab);
