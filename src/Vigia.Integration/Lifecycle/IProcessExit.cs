namespace Vigia.Integration.Lifecycle;

/// <summary>How the process ends.</summary>
internal interface IProcessExit
{
    /// <summary>The code with which it ends once everything has stopped.</summary>
    int Code { get; set; }

    /// <summary>Ends it at once.</summary>
    void Now(int code);
}
