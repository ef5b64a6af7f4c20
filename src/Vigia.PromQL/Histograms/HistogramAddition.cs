namespace Vigia.PromQL.Histograms;

/// <summary>What adding two histograms had to put right.</summary>
[Flags]
internal enum HistogramAddition
{
    /// <summary>Nothing.</summary>
    Plain = 0,

    /// <summary>One side began again and the other did not.</summary>
    ResetCollision = 1,

    /// <summary>Custom bounds differed; only the common ones are left.</summary>
    BoundsReconciled = 2,
}
