namespace Vigia.Integration.Queue.Operations;

/// <summary>
/// One change that a caller waits for. The writer runs many in one transaction and tells each caller after the commit.
/// Where a transaction fails, an operation may be run again in another one, so <see cref="Execute"/> must not depend on
/// what it left in itself.
/// </summary>
internal abstract class QueueOperation
{
    /// <summary>Whether it brings a message in: refused first where the disk fails, and bounded in number.</summary>
    public virtual bool IsEnqueue => false;

    /// <summary>Makes the change, on the writer's thread, inside a transaction. Throws only where something is broken: what a caller can get wrong is a result.</summary>
    public abstract void Execute(QueueContext context);

    /// <summary>Tells the caller that the change is on disk.</summary>
    public abstract void Complete();

    /// <summary>Tells the caller that nothing was changed.</summary>
    public abstract void Fail(Exception exception);
}
