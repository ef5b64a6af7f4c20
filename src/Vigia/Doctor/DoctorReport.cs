namespace Vigia.Doctor;

/// <summary>All findings of one examination.</summary>
internal sealed record DoctorReport(FindingStatus Status, string Version, DateTimeOffset Timestamp, IReadOnlyList<Finding> Findings);
