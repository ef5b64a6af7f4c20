namespace Vigia.Console.Dashboards.Model;

/// <summary>How a panel or query names its data source; variables in it are not yet filled in.</summary>
/// <param name="Type">The plug-in's name; "" where the file does not say.</param>
/// <param name="Uid">Its id or, in old files, its name; "" where the file does not say.</param>
public sealed record DataSourceReference(string Type, string Uid)
{
    /// <summary>Nothing said: the default source, which is this monitor.</summary>
    public static readonly DataSourceReference Default = new("", "");

    public bool IsDefault => Type.Length == 0 && Uid.Length == 0;
}
