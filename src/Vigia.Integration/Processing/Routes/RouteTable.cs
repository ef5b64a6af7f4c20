using Vigia.Model.Messages;

namespace Vigia.Integration.Processing.Routes;

/// <summary>All routes, in order; the last takes whatever no other takes. Immutable; thread safe.</summary>
internal sealed class RouteTable
{
    /// <summary>The name of the route that stores what no configured one takes.</summary>
    public const string DefaultName = "default";

    public required ProcessingOptions Options { get; init; }

    public required IReadOnlyList<Route> Routes { get; init; }

    /// <summary>Every file that was read, as it was then, to see when to read it again.</summary>
    public required IReadOnlyList<FileStamp> Files { get; init; }

    /// <summary>Messages that may be leased at once.</summary>
    public int Capacity => Routes.Sum(static route => route.Gate.Capacity);

    public Route For(Message message)
    {
        for (int i = 0; i < Routes.Count - 1; i++)
        {
            if (Routes[i].Match.Fits(message))
            {
                return Routes[i];
            }
        }

        return Routes[^1];
    }
}
