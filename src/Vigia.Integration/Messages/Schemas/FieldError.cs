namespace Vigia.Integration.Messages.Schemas;

/// <param name="Path">Where in the payload, as a JSON path.</param>
/// <param name="Message">What is wrong there.</param>
internal sealed record FieldError(string Path, string Message);
