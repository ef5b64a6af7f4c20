namespace Vigia.Supervision;

/// <summary>What a process of the program does.</summary>
internal enum Role
{
    /// <summary>Starts the other two as processes of their own and keeps them running.</summary>
    All,

    /// <summary>The integration module.</summary>
    Integration,

    /// <summary>The monitor.</summary>
    Monitor,
}
