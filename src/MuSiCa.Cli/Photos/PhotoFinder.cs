using MuSiCa.Imaging;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

internal sealed class PhotoFinder(FinderSession session, FindSettings settings, Screen screen) : IDisposable
{
    private readonly FaceFinder _finder = new(session);

    /// <summary>Finds the faces of a photo, decoded no larger than that needs.</summary>
    public (ViewPlan Plan, FoundFace[] Faces) Find(Photo photo, CancellationToken cancellationToken)
    {
        ImageInfo info = photo.Probe();
        ViewPlan plan = _finder.Plan(info.Width, info.Height, settings);
        if (plan.IsReduced)
        {
            screen.Remark(FormattableString.Invariant(
                $"{photo.Path}: faces under {plan.LeastFace:0.#} pixels are not looked for; --max-views {settings.MaxViews} allows no more."));
        }

        using DecodedImage image = photo.Decode(plan.MaxShrink, cancellationToken);
        return (plan, _finder.Find(image.AsRgb(), image.Mapping(), plan, settings, cancellationToken));
    }

    public void Dispose() => _finder.Dispose();
}
