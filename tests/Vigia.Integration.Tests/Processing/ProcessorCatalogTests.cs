using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Vigia.Integration.Processing.Extensions;
using Vigia.Model.Messages;
using Vigia.Testing;
using Xunit;

namespace Vigia.Integration.Tests.Processing;

public sealed class ProcessorCatalogTests
{
    [Fact]
    public async Task Route_SampleAssembly_ProcessesMessages()
    {
        await using var rig = new ProcessingRig([.. Settings.Json("""
            {"Processing":{"Routes":[{"Name":"orders","Steps":[{"Kind":"processor","Name":"order-total"}],"Destinations":[{"Kind":"store"}]}]}}
            """), new("Processing:Assemblies:0", Samples.ProcessorAssembly)]);
        await rig.StartAsync();
        rig.Queue.Add(Samples.Message("sum", """{"lines":[{"price":2.5,"quantity":4},{"price":1,"quantity":2}]}"""));
        rig.Queue.Add(Samples.Message("empty", """{"lines":[]}"""));
        rig.Queue.Add(Samples.Message("broken", """{"lines":[{"price":"x"}]}"""));

        MessageDetail sum = await rig.Queue.WaitForAsync("sum", MessageStatus.Processed);
        Assert.EndsWith("\"total\":12.0}", Samples.Text(sum.Outputs[0].Payload), StringComparison.Ordinal);
        MessageDetail empty = await rig.Queue.WaitForAsync("empty", MessageStatus.Processed);
        Assert.Equal("filtered", empty.Attempts[0].Outcome);
        MessageDetail broken = await rig.Queue.WaitForAsync("broken", MessageStatus.Dead);
        Assert.Equal("order_line_incomplete", broken.Attempts[0].ErrorType);
    }

    [Fact]
    public void Load_FileMissing_SaysSo() => Assert.Contains("does not exist", Errors("/nowhere/absent.dll"), StringComparison.Ordinal);

    [Fact]
    public void Load_NoProcessorInside_SaysSo() =>
        Assert.Contains("has no class that implements IMessageProcessor", Errors(typeof(CsCheck.Gen).Assembly.Location), StringComparison.Ordinal);

    [Fact]
    public void Load_NotAnAssembly_SaysSo()
    {
        using var folder = new TemporaryDirectory();
        File.WriteAllText(folder["x.dll"], "text");
        Assert.Contains("cannot be loaded", Errors(folder["x.dll"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_SameNameTwice_NamesBothFiles()
    {
        string error = Errors(Samples.ProcessorAssembly, Samples.ProcessorAssembly);
        Assert.Contains("has a processor named 'order-total', and so has", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_BuiltAgainstALaterModel_NamesBothVersions()
    {
        using var folder = new TemporaryDirectory();
        WriteAssemblyReferencing(folder["later.dll"], "Vigia.Model", new Version(9, 0, 0, 0));
        string error = Errors(folder["later.dll"]);
        Assert.Contains("was built against Vigia.Model 9.0.0.0; this module has 1.0.0.0", error, StringComparison.Ordinal);
    }

    private static string Errors(params string[] paths)
    {
        var catalog = new ProcessorCatalog();
        var errors = new List<string>();
        foreach (string path in paths)
        {
            catalog.Load(path, "here", errors);
        }

        string error = Assert.Single(errors);
        Assert.StartsWith("here: ", error, StringComparison.Ordinal);
        return error;
    }

    private static void WriteAssemblyReferencing(string path, string name, Version version)
    {
        var metadata = new MetadataBuilder();
        metadata.AddModule(0, metadata.GetOrAddString("later.dll"), metadata.GetOrAddGuid(Guid.NewGuid()), default, default);
        metadata.AddAssembly(metadata.GetOrAddString("later"), new Version(1, 0, 0, 0), default, default, default, AssemblyHashAlgorithm.None);
        metadata.AddAssemblyReference(metadata.GetOrAddString(name), version, default, default, default, default);
        metadata.AddTypeDefinition(default, default, metadata.GetOrAddString("<Module>"), default,
            MetadataTokens.FieldDefinitionHandle(1), MetadataTokens.MethodDefinitionHandle(1));
        var image = new BlobBuilder();
        new ManagedPEBuilder(PEHeaderBuilder.CreateLibraryHeader(), new MetadataRootBuilder(metadata), new BlobBuilder()).Serialize(image);
        using FileStream file = File.Create(path);
        image.WriteContentTo(file);
    }
}
