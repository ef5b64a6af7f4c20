namespace Vigia.Integration.Delivery;

/// <summary>One destination as configuration has it. What belongs to another kind must not be set.</summary>
internal sealed class DestinationOptions
{
    /// <summary><c>store</c>, <c>http</c> or <c>file</c>.</summary>
    public string? Kind { get; set; }

    /// <summary>Unique in the route; the kind where it is left out.</summary>
    public string? Name { get; set; }

    /// <summary>http: where to; <c>{{ expressions }}</c> in its path and query are filled in and escaped.</summary>
    public string? Url { get; set; }

    /// <summary>http: POST or PUT.</summary>
    public string Method { get; set; } = "POST";

    /// <summary>http: headers that are sent along. Their values are never logged.</summary>
    public IDictionary<string, string> Headers { get; set; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>http: how long one request may take.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>http: connections at once; as many as the route has workers where it is left out.</summary>
    public int? MaxConnections { get; set; }

    /// <summary>http: a PEM file of the authorities that are trusted instead of the system's.</summary>
    public string? CaFile { get; set; }

    /// <summary>http: a PEM file with a client certificate, and its chain.</summary>
    public string? ClientCertificate { get; set; }

    /// <summary>http: a PEM file with the client certificate's key.</summary>
    public string? ClientKey { get; set; }

    /// <summary>file: below <c>Delivery:FileRoot</c>.</summary>
    public string? Path { get; set; }

    /// <summary>file: the size in bytes at which the file is put aside and a new one begun.</summary>
    public long MaxBytes { get; set; } = 100 * 1024 * 1024;

    /// <summary>file: how many files that were put aside are kept; 0 keeps all, since they are what was delivered.</summary>
    public int MaxFiles { get; set; }

    /// <summary>http, file: when to stop trying for a while.</summary>
    public BreakerOptions Breaker { get; set; } = new();

    /// <summary>All settings in one text, to see whether two of them are the same.</summary>
    public string Fingerprint { get; internal set; } = string.Empty;
}
