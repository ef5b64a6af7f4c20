using System.Runtime.CompilerServices;
using Vigia.Hosting;

namespace Vigia.Doctor.Checks;

/// <summary>Whether credentials could cross the network in the clear.</summary>
internal sealed class ExposureCheck : IDoctorCheck
{
    public string Name => "exposure";

    public async IAsyncEnumerable<Finding> ExamineAsync(DoctorContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        ConfiguredEndpoint[] reachable = [.. ConfiguredEndpoint.All(context.Configuration).Where(endpoint => !endpoint.IsLoopback)];
        foreach (ConfiguredEndpoint endpoint in reachable)
        {
            yield return endpoint.IsTls
                ? new Finding(Name, FindingStatus.Ok, $"{endpoint.Protocol} can be reached from the network ({endpoint.Address}), with TLS")
                : new Finding(
                    Name,
                    FindingStatus.Fail,
                    $"{endpoint.Protocol} could be reached from the network ({endpoint.Address}) without TLS: keys and tokens would cross it in the clear",
                    $"Set {endpoint.Section}:Tls:CertificatePath and :KeyPath, or listen on 127.0.0.1.");
        }

        if (reachable.Length == 0)
        {
            yield return new Finding(Name, FindingStatus.Ok, "everything listens on this machine only");
        }
    }
}
