namespace Vigia.Server.Notifications.Wording;

/// <summary>Something said in English, with a code and arguments for who says it in another language. Immutable.</summary>
/// <param name="Code">What is said, such as <c>AlertFiring</c>; one of <see cref="WordingCodes"/>.</param>
/// <param name="Text">The same in English.</param>
/// <param name="Arguments">Names, times (<c>2026-03-01 12:00:00Z</c>) and answers of other sides, in the order of the code's places.</param>
/// <param name="Parts">What is said within it; they fill its last place, with semicolons between them.</param>
public sealed record CodedText(string Code, string Text, IReadOnlyList<string> Arguments, IReadOnlyList<CodedText> Parts)
{
    /// <summary>One without parts.</summary>
    internal static CodedText Of(string code, string text, params IReadOnlyList<string> arguments) => new(code, text, arguments, []);

    /// <summary>The English texts of parts, with semicolons between them.</summary>
    internal static string Join(IEnumerable<CodedText> parts) => string.Join("; ", parts.Select(static part => part.Text));

    /// <summary>The English text.</summary>
    public override string ToString() => Text;
}
