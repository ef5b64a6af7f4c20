namespace Vigia.Integration.Listeners.Web;

/// <summary>A feature of a request whose failure its end point has counted: Kestrel may report the same one again.</summary>
internal sealed class CountedFailure
{
    public static readonly CountedFailure Instance = new();
}
