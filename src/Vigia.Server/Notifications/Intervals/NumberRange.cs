namespace Vigia.Server.Notifications.Intervals;

/// <summary>Both ends belong to it.</summary>
internal readonly record struct NumberRange(int Begin, int End)
{
    public bool Contains(int value) => value >= Begin && value <= End;
}
