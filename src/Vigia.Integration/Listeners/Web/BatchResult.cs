using Vigia.Integration.Admission;

namespace Vigia.Integration.Listeners.Web;

/// <param name="Result">What became of the message.</param>
/// <param name="Ref">The sender's own mark, to be given back.</param>
internal readonly record struct BatchResult(IntakeResult Result, byte[]? Ref);
