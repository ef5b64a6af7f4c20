using Vigia.Model.Labels;
using Vigia.Server.Configuration.Model;

namespace Vigia.Server.Scraping.Cache;

/// <summary>What is done with a target's samples on their way in.</summary>
/// <param name="Target">The target's own labels, which every series gets.</param>
/// <param name="Job">The job's rules and limits.</param>
internal sealed record SampleRules(LabelSet Target, ScrapeConfiguration Job);
