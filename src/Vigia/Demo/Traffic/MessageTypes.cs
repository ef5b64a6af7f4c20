namespace Vigia.Demo.Traffic;

/// <summary>The types of the demo's messages and what becomes of them; see <see cref="DemoSettings"/> for their routes.</summary>
internal static class MessageTypes
{
    /// <summary>Its destination is slow.</summary>
    public const string Slow = "nota.emitida";

    /// <summary>Its destination fails at first.</summary>
    public const string Transient = "entrega.despachada";

    /// <summary>Its destination refuses it for good.</summary>
    public const string Permanent = "cobranca.contestada";

    /// <summary>Goes to a file.</summary>
    public const string Audit = "auditoria.registrada";

    /// <summary>What the restricted key may send; it tries others.</summary>
    public const string RestrictedPrefix = "estoque.*";

    /// <summary>Processed at once.</summary>
    public static readonly IReadOnlyList<string> Normal =
        ["pedido.criado", "pagamento.aprovado", "estoque.ajustado", "cliente.atualizado", "pedido.cancelado", Audit];
}
