using MuSiCa.Inference;

namespace MuSiCa.Cli;

internal static class LandmarkBox
{
    /// <summary>The tight box of landmarks x0, y0, x1, y1, …</summary>
    public static BoundingBox Tight(double[] landmarks)
    {
        double left = landmarks.Where((_, index) => index % 2 == 0).Min();
        double right = landmarks.Where((_, index) => index % 2 == 0).Max();
        double top = landmarks.Where((_, index) => index % 2 == 1).Min();
        double bottom = landmarks.Where((_, index) => index % 2 == 1).Max();
        return new BoundingBox((float)left, (float)top, (float)(right - left), (float)(bottom - top));
    }
}
