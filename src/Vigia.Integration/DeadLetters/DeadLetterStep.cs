using Vigia.Model.Messages;
using Vigia.Model.Modules;

namespace Vigia.Integration.DeadLetters;

/// <summary>One step of a change of many.</summary>
/// <param name="Action">What is done.</param>
/// <param name="Filter">To which; limit, cursor and status do not count.</param>
/// <param name="Mark">Of <see cref="IDeadLetterStore.MarkAsync"/>: a replayed letter that dies again later is not taken twice.</param>
/// <param name="Max">How many at most, up to 1,000.</param>
/// <param name="IsFirst">Whether the whole is audited with it.</param>
internal sealed record DeadLetterStep(DeadLetterAction Action, MessageFilter Filter, long Mark, int Max, bool IsFirst);
