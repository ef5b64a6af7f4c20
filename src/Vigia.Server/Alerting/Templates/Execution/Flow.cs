namespace Vigia.Server.Alerting.Templates.Execution;

/// <summary>How the interpreter goes on behind a node.</summary>
internal enum Flow
{
    Next,
    Break,
    Continue,
}
