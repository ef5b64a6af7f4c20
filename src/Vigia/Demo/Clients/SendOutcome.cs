namespace Vigia.Demo.Clients;

/// <summary>What became of one turn, as its client saw it.</summary>
internal enum SendOutcome
{
    /// <summary>The module promised to keep it.</summary>
    Acknowledged,

    /// <summary>The module said no, and why.</summary>
    Rejected,

    /// <summary>No answer: the connection failed or took too long.</summary>
    Failed,
}
