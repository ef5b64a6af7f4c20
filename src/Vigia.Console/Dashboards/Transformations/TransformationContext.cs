using Vigia.Console.Dashboards.Templating;

namespace Vigia.Console.Dashboards.Transformations;

/// <summary>What a transformation needs besides frames.</summary>
/// <param name="Values">Variables in its options.</param>
/// <param name="Notice">Tells the reader what was not done.</param>
internal sealed record TransformationContext(TemplateValues Values, Action<string> Notice)
{
    /// <summary>Rows that a transformation may make; beyond them it is cut with a notice.</summary>
    public const int MaxRows = 200_000;

    /// <summary>Fields that a transformation may make.</summary>
    public const int MaxFields = 5_000;
}
