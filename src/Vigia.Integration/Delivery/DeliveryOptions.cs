namespace Vigia.Integration.Delivery;

/// <summary>What all destinations share. Section <c>Delivery</c>.</summary>
internal sealed class DeliveryOptions
{
    /// <summary>The folder below which file destinations lie; <c>outbox</c> in the data folder where it is left out.</summary>
    public string? FileRoot { get; set; }
}
