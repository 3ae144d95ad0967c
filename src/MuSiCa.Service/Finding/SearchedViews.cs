using MuSiCa.Finder;
using MuSiCa.Imaging;
using MuSiCa.Serving;

namespace MuSiCa.Service.Finding;

/// <summary>An image that is decoded and cut into views. Disposal gives back its pixels and its places.</summary>
/// <param name="Image">The pixels, whose bytes are counted in the budget.</param>
/// <param name="Plan">The views.</param>
/// <param name="Views">Their pixels; those who search them give them back.</param>
/// <param name="Admission">Their places.</param>
/// <param name="Decoding">How long header and pixels took.</param>
/// <param name="Memory">The budget.</param>
internal sealed record SearchedViews(
    DecodedImage Image, ViewPlan Plan, IReadOnlyList<PreparedView> Views, ISearchAdmission Admission, TimeSpan Decoding, MemoryBudget Memory)
    : IDisposable
{
    private bool _isDisposed;

    public void Dispose()
    {
        if (!Interlocked.Exchange(ref _isDisposed, true))
        {
            Memory.Free(Image.Pixels.Length);
            Image.Dispose();
            Admission.Dispose();
        }
    }
}
