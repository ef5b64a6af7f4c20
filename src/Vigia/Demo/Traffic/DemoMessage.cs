namespace Vigia.Demo.Traffic;

/// <summary>A message as its sender makes it.</summary>
/// <param name="Type">For example <c>pedido.criado</c>.</param>
/// <param name="Payload">JSON.</param>
/// <param name="Id">The sender's own id for it.</param>
/// <param name="PartitionKey">Messages with the same key keep their order; null: no order.</param>
/// <param name="UserId">The person that it is about.</param>
/// <param name="SentAt">When it was made.</param>
internal sealed record DemoMessage(string Type, string Payload, string Id, string? PartitionKey, string UserId, DateTimeOffset SentAt);
