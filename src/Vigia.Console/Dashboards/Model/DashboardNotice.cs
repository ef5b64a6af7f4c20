namespace Vigia.Console.Dashboards.Model;

/// <summary>Something odd in a dashboard's file that did not keep it from being read.</summary>
/// <param name="Where">The field's path, such as <c>panels[3].title</c>.</param>
/// <param name="Text">What was odd.</param>
internal sealed record DashboardNotice(string Where, string Text);
