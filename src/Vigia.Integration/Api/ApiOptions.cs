namespace Vigia.Integration.Api;

/// <summary>The API for people and the console. Section <c>Api</c>.</summary>
internal sealed class ApiOptions
{
    /// <summary>Names of fields whose values readers never see, in payloads, outputs and headers, at any depth. Case makes no difference.</summary>
    public IList<string> MaskFields { get; set; } = [];

    /// <summary>Bytes of a request's body at most.</summary>
    public int MaxBodyBytes { get; set; } = 1024 * 1024;
}
