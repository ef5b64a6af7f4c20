namespace Vigia.Console.Resources;

/// <summary>Names the texts of alerts, silences and receivers.</summary>
public sealed class AlertsText;
