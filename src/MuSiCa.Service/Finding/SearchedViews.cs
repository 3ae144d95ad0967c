using MuSiCa.Finder;
using MuSiCa.Imaging;
using MuSiCa.Serving;

namespace MuSiCa.Service.Finding;

/// <summary>An image that is decoded and cut into views, not searched yet. Whoever takes it disposes of it and of the places.</summary>
/// <param name="Image">The pixels, whose bytes are counted in the budget.</param>
/// <param name="Plan">The views.</param>
/// <param name="Views">Their pixels.</param>
/// <param name="Admission">Their places.</param>
/// <param name="Decoding">How long header and pixels took.</param>
internal sealed record SearchedViews(
    DecodedImage Image, ViewPlan Plan, IReadOnlyList<PreparedView> Views, ISearchAdmission Admission, TimeSpan Decoding);
