namespace Vigia.Console.Browser.Tests.Demo;

/// <summary>Who looks at the console, and with what.</summary>
/// <param name="User"><c>demo</c>, a role's name, or null for nobody.</param>
public sealed record Visit(string? User = "demo")
{
    public int Width { get; init; } = 1440;

    public int Height { get; init; } = 900;

    /// <summary>What the browser asks for, like <c>pt-BR</c>.</summary>
    public string Locale { get; init; } = "en-US";

    /// <summary>Whether the system is set to dark.</summary>
    public bool IsDark { get; init; }

    /// <summary>A telephone held upright.</summary>
    public Visit OnPhone() => this with { Width = 390, Height = 844 };
}
