namespace Vigia.Console.Dashboards.Reading;

/// <summary>What names a dashboard in addresses and file names.</summary>
internal static class DashboardUid
{
    /// <summary>Grafana allows 40; generated ones are longer now and then.</summary>
    public const int MaxLength = 80;

    /// <summary>Letters, digits, <c>-</c> and <c>_</c> only, so that it is a file name too.</summary>
    public static bool IsValid(string uid)
    {
        if (uid.Length is 0 or > MaxLength)
        {
            return false;
        }

        foreach (char c in uid)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
            {
                return false;
            }
        }

        return true;
    }
}
