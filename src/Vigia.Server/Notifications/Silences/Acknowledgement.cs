using Vigia.Model.Labels;

namespace Vigia.Server.Notifications.Silences;

/// <summary>Somebody has taken an alert on: further notices of it are kept back until it resolves or the time is over.</summary>
/// <param name="Fingerprint">The alert's, 16 hexadecimal digits.</param>
/// <param name="Labels">The alert's.</param>
/// <param name="By">Who.</param>
/// <param name="Note">What they say of it.</param>
/// <param name="At">When.</param>
/// <param name="Until">Until when it holds.</param>
public sealed record Acknowledgement(string Fingerprint, LabelSet Labels, string By, string Note, DateTimeOffset At, DateTimeOffset Until);
