using Microsoft.Extensions.Options;
using MuSiCa.Cascade;
using MuSiCa.Finder;
using MuSiCa.Imaging;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Landmarks;
using MuSiCa.Service.Problems;
using MuSiCa.Serving;

namespace MuSiCa.Service.Finding;

/// <summary>From an image to views ready for the finder: header, plan, places, pixels, views.</summary>
internal sealed class ViewsPreparer(
    FinderLanes lanes,
    ImageDecoder decoder,
    IFaceSearch search,
    MemoryBudget memory,
    TimeProvider timeProvider,
    IOptions<FindingOptions> options)
{
    // The cascade takes its faces from the same pixels. It was trained on faces of 90 and more, and of the smallest ones that the
    // views show, which are rare, so much is left.
    private const double LeastDecodedFace = 80;

    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly ViewPreparer _views = new(lanes.Session.Package, options.Value.QueueLimit);

    /// <summary>Plans, takes places, decodes and cuts out; nothing is decoded that will not be looked at.</summary>
    /// <exception cref="ImageException">The image cannot be used.</exception>
    /// <exception cref="AdmissionException">There are no places, or no memory.</exception>
    public SearchedViews Prepare(IPicture picture, FindQuery query, CancellationToken cancellationToken)
    {
        long start = timeProvider.GetTimestamp();
        ImageInfo info = picture.Probe(decoder);
        ViewPlan plan = ViewPlan.Create(lanes.Session.Package, info.Width, info.Height, query.MinFace, options.Value.MaxViews);
        if (!search.TryAdmit(plan.Views.Length, out ISearchAdmission? admission, out AdmissionRefusal? refusal))
        {
            throw new AdmissionException(refusal);
        }

        DecodedImage? image = null;
        var views = new List<PreparedView>(plan.Views.Length);
        bool isCounted = false;
        try
        {
            image = picture.Decode(decoder, Shrink(plan), Whole(info), cancellationToken);
            isCounted = memory.TryTake(image.Pixels.Length);
            if (!isCounted)
            {
                throw new ProblemException(
                    ProblemTranslator.OfRefusal(AdmissionRefusal.Memory(image.Pixels.Length, memory, Retry)));
            }

            TimeSpan decoding = timeProvider.GetElapsedTime(start);
            var mapping = new PixelMapping(image.ScaleX, image.ScaleY, image.OffsetX, image.OffsetY);
            foreach (View view in plan.Views)
            {
                cancellationToken.ThrowIfCancellationRequested();
                views.Add(_views.Prepare(new RgbPixels(image.Pixels, image.Width, image.Height), mapping, view));
            }

            return new SearchedViews(image, plan, views, admission, decoding, memory);
        }
        catch
        {
            views.ForEach(static view => view.Dispose());
            if (isCounted)
            {
                memory.Free(image!.Pixels.Length);
            }

            image?.Dispose();
            admission.Dispose();
            throw;
        }
    }

    private static double Shrink(ViewPlan plan) => Math.Clamp(plan.LeastFace / LeastDecodedFace, 1, plan.MaxShrink);

    private static ImageRegion Whole(ImageInfo info) => new(0, 0, info.Width - 1, info.Height - 1);
}
