using System.Globalization;
using System.Text.Json;

namespace Vigia.Demo.Traffic;

/// <summary>Makes the turns of the demo's clients: messages such as a Brazilian shop's systems exchange. Not thread safe.</summary>
internal sealed class MessageGenerator(TrafficMix mix, Random random, TimeProvider time)
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
    private Shot? _lastKeyed;

    public Shot Next()
    {
        TrafficKind kind = mix.Next();
        if (kind is TrafficKind.Duplicate or TrafficKind.KeyReuse && _lastKeyed is { } last)
        {
            return kind == TrafficKind.Duplicate
                ? last with { Kind = kind }
                : new Shot(kind, [Create(last.Message.Type)], last.IdempotencyKey);
        }

        var messages = new DemoMessage[kind == TrafficKind.Batch ? BatchSize : 1];
        for (int i = 0; i < messages.Length; i++)
        {
            messages[i] = Create(TypeFor(kind), kind == TrafficKind.Oversized ? OversizedBytes : 0);
        }

        bool keyed = kind is TrafficKind.Duplicate or TrafficKind.KeyReuse || (kind == TrafficKind.Normal && random.Next(4) == 0);
        var shot = new Shot(kind, messages, keyed ? "demo-" + messages[0].Id : null);
        if (keyed)
        {
            // The first of its kind has nothing to repeat yet, so it is sent as a normal one.
            shot = shot with { Kind = TrafficKind.Normal };
            _lastKeyed = shot;
        }

        return shot;
    }

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
