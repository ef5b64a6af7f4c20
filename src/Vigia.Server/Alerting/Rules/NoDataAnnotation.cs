namespace Vigia.Server.Alerting.Rules;

/// <summary>The reserved annotation that says what no data means.</summary>
internal static class NoDataAnnotation
{
    /// <summary>Its name.</summary>
    public const string Name = "vigia_no_data";

    /// <summary>Reads a value: <c>keep</c>, <c>alert</c> or <c>ok</c>.</summary>
    public static bool TryParse(string text, out NoDataHandling handling)
    {
        handling = text switch
        {
            "keep" => NoDataHandling.Keep,
            "alert" => NoDataHandling.Alert,
            _ => NoDataHandling.Ok,
        };
        return text is "keep" or "alert" or "ok";
    }
}
