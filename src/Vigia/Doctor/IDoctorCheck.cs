namespace Vigia.Doctor;

/// <summary>One thing that <c>vigia doctor</c> looks at. It changes nothing on the machine.</summary>
internal interface IDoctorCheck
{
    /// <summary>One word for the first column.</summary>
    string Name { get; }

    IAsyncEnumerable<Finding> ExamineAsync(DoctorContext context, CancellationToken cancellationToken);
}
