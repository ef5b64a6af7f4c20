using System.Globalization;
using System.Text.Json;

namespace Vigia.Demo.Traffic;

/// <summary>Makes the turns of the demo's clients: messages such as a Brazilian shop's systems exchange. Not thread safe.</summary>
internal sealed class MessageGenerator(TrafficPlan plan, Random random, TimeProvider time)
{
    private const int Users = 200;
    private const int BatchSize = 8;

    // Above the module's limit for one message, and not by so much that the demo is about memory.
    private const int OversizedBytes = 2 * 1024 * 1024;

    private static readonly string[] Products = ["caderno", "caneta", "mochila", "garrafa", "luminária", "teclado", "cadeira", "fone"];
    private static readonly string[] Cities = ["Recife", "Manaus", "Curitiba", "São Paulo", "Belém", "Fortaleza", "Goiânia", "Porto Alegre"];
    private static readonly string[] Methods = ["pix", "boleto", "cartao"];

    private readonly string _run = Guid.NewGuid().ToString("N")[..8];
    private long _count;

    public Shot Next()
    {
        TrafficKind kind = plan.Next();
        switch (kind)
        {
            // Only what was acknowledged can come again, so the first one goes ahead.
            case TrafficKind.Duplicate:
                Shot first = Keyed(Create(TypeFor(kind)));
                return first with { Then = first with { Kind = kind } };
            case TrafficKind.KeyReuse:
                Shot owner = Keyed(Create(TypeFor(kind)));
                return owner with { Then = owner with { Kind = kind, Messages = [Create(owner.Message.Type)] } };
            case TrafficKind.Batch:
                return new Shot(kind, [.. Enumerable.Range(0, BatchSize).Select(_ => Create(TypeFor(kind)))], null);
            default:
                return new Shot(kind, [Create(TypeFor(kind), kind == TrafficKind.Oversized ? OversizedBytes : 0)], null);
        }
    }

    private static Shot Keyed(DemoMessage message) => new(TrafficKind.Normal, [message], "demo-" + message.Id);

    private string TypeFor(TrafficKind kind) => kind switch
    {
        TrafficKind.Slow => MessageTypes.Slow,
        TrafficKind.Transient => MessageTypes.Transient,
        TrafficKind.Permanent => MessageTypes.Permanent,
        TrafficKind.Forbidden => MessageTypes.Normal[0],
        _ => MessageTypes.Normal[random.Next(MessageTypes.Normal.Count)],
    };

    private DemoMessage Create(string type, int padding = 0)
    {
        string number = (++_count).ToString("D7", CultureInfo.InvariantCulture);
        string user = "user_" + random.Next(Users).ToString("D3", CultureInfo.InvariantCulture);
        string order = "PED-" + (1000 + random.Next(500)).ToString(CultureInfo.InvariantCulture);
        decimal amount = random.Next(500, 250_000) / 100m;
        object payload = type.Split('.')[0] switch
        {
            "pagamento" or "cobranca" => new { pedido = order, valor = amount, forma = Pick(Methods), parcelas = random.Next(1, 12) },
            "estoque" => new { produto = Pick(Products), quantidade = random.Next(-20, 200), deposito = Pick(Cities) },
            "nota" => new { pedido = order, numero = random.Next(1, 999_999), serie = 1, valor = amount },
            "entrega" => new { pedido = order, cidade = Pick(Cities), volumes = random.Next(1, 6) },
            "cliente" => new { cliente = user, cidade = Pick(Cities), newsletter = random.Next(2) == 0 },
            "auditoria" => new { ator = user, acao = "consulta", alvo = order },
            _ => new
            {
                pedido = order,
                cliente = user,
                total = amount,
                itens = new[] { new { produto = Pick(Products), quantidade = random.Next(1, 5) } },
            },
        };
        string json = padding > 0
            ? JsonSerializer.Serialize(new { pedido = order, anexo = new string('x', padding) })
            : JsonSerializer.Serialize(payload);
        return new DemoMessage(type, json, $"demo-{_run}-{number}", type.StartsWith("pedido.", StringComparison.Ordinal) ? order : null, user, time.GetUtcNow());
    }

    private string Pick(string[] values) => values[random.Next(values.Length)];
}
