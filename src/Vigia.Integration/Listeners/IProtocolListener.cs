using Microsoft.AspNetCore.Builder;

namespace Vigia.Integration.Listeners;

/// <summary>
/// One protocol. Each lives in a folder of its own with a public constructor without parameters and is found by its
/// type: a new protocol is a new folder and touches nothing else.
/// </summary>
internal interface IProtocolListener
{
    /// <summary>The label value and the name in configuration: <c>Listeners:{Name}</c>.</summary>
    string Protocol { get; }

    /// <summary>Adds services, options and Kestrel end points.</summary>
    void Add(WebApplicationBuilder builder);

    /// <summary>Maps routes, where the protocol rides on HTTP.</summary>
    void Map(WebApplication app);
}
