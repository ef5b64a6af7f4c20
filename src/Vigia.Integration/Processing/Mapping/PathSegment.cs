namespace Vigia.Integration.Processing.Mapping;

/// <summary>One step of a path: a property, an array's element, or all of its elements.</summary>
/// <param name="Name">The property, or null.</param>
/// <param name="Index">The element's index; negative where <paramref name="Name"/> is set or every element is meant.</param>
internal readonly record struct PathSegment(string? Name, int Index)
{
    public static PathSegment All => new(null, -1);

    public bool IsAll => Name is null && Index < 0;
}
