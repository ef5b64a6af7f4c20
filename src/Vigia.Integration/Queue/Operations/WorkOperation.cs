namespace Vigia.Integration.Queue.Operations;

/// <summary>Any change that is too rare for a class of its own.</summary>
internal sealed class WorkOperation<T>(Func<QueueContext, T> work) : ResultOperation<T>
{
    public override void Execute(QueueContext context) => Result = work(context);
}
