using Vigia.Model.Labels;

namespace Vigia.Storage.Metrics.Head;

internal sealed partial class SeriesHead
{
    /// <summary>The labels of a series; null where the number is not, or no longer, one.</summary>
    public LabelSet? Labels(ulong series)
    {
        HeadStripe? stripe = StripeOf(series);
        int index = (int)(series % HeadStripe.Size);
        if (stripe is null || !stripe.Has(index) || !stripe.IsAlive(index))
        {
            return null;
        }

        return View().Labels((uint)series);
    }
}
