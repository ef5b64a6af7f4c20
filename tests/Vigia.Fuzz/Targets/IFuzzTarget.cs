namespace Vigia.Fuzz.Targets;

/// <summary>One place where the module reads what a stranger wrote. Not thread safe.</summary>
internal interface IFuzzTarget
{
    /// <summary>Its name on the command line, and its corpus' folder.</summary>
    string Name { get; }

    /// <summary>Bytes that one run may allocate at most, whatever the input, before what <see cref="BytesPerInputByte"/> adds.</summary>
    int BaseBytes { get; }

    /// <summary>Bytes that one run may allocate for each byte of its input.</summary>
    int BytesPerInputByte { get; }

    /// <summary>Reads the input on the calling thread and checks what comes of it.</summary>
    /// <exception cref="FuzzFindingException">It came to something else than what is documented. So is every other exception a finding.</exception>
    void Run(byte[] input);
}
