namespace Vigia.Console.Dashboards.Model;

/// <summary>A place on a grid of 24 columns; a row of the grid is 30 pixels and 8 between.</summary>
internal sealed record GridPosition(int X, int Y, int Width, int Height)
{
    /// <summary>Columns of the grid.</summary>
    public const int Columns = 24;
}
