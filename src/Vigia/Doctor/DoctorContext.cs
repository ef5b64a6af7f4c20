using Microsoft.Extensions.Configuration;
using Vigia.Hosting;

namespace Vigia.Doctor;

/// <summary>What the checks look at.</summary>
/// <param name="Source">The configuration as named on the command line.</param>
/// <param name="Configuration">Its settings; without the file's where that cannot be read.</param>
/// <param name="Time">The clock.</param>
internal sealed record DoctorContext(ModuleSource Source, IConfiguration Configuration, TimeProvider Time)
{
    public string DataDirectory => Path.GetFullPath(Configuration["Data:Path"] is { Length: > 0 } path ? path : "data");

    /// <summary>Null where the log goes to no file.</summary>
    public string? LogDirectory => Path.GetDirectoryName(LogFile);

    private string? LogFile =>
        (Configuration["Instrumentation:Logging:Path"] ?? "logs/integracao.log") is { Length: > 0 } path ? Path.GetFullPath(path) : null;
}
