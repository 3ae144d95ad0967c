namespace MuSiCa.Imaging.Tests.Support;

/// <summary>A picture of soft bright spots at known places, and the way to find them again after a decode.</summary>
internal static class Blobs
{
    private const double Ground = 20;
    private const double Height = 215;

    public static Picture Draw(int width, int height, IReadOnlyList<(double X, double Y)> centres, double sigma) =>
        Picture.Create(width, height, (x, y) =>
        {
            var value = Ground + centres.Sum(centre =>
                Height * Math.Exp(-(((x - centre.X) * (x - centre.X)) + ((y - centre.Y) * (y - centre.Y))) / (2 * sigma * sigma)));
            return (value, value, value);
        });

    /// <summary>Centroid of the spot near a place, all in full-resolution pixels.</summary>
    public static (double X, double Y) Locate(DecodedImage image, (double X, double Y) near, double sigma)
    {
        var radius = 4 * sigma;
        double weight = 0, sumX = 0, sumY = 0;
        var pixels = image.Pixels;
        for (var y = 0; y < image.Height; y++)
        {
            var fullY = (y * image.ScaleY) + image.OffsetY;
            if (Math.Abs(fullY - near.Y) > radius)
            {
                continue;
            }

            for (var x = 0; x < image.Width; x++)
            {
                var fullX = (x * image.ScaleX) + image.OffsetX;
                if (Math.Abs(fullX - near.X) > radius)
                {
                    continue;
                }

                // Green alone; what is less than a few levels above the ground is the encoder's noise.
                var value = Math.Max(0, pixels[(3 * ((y * image.Width) + x)) + 1] - Ground - 4);
                weight += value;
                sumX += value * fullX;
                sumY += value * fullY;
            }
        }

        return (sumX / weight, sumY / weight);
    }

    /// <summary>Places that lie at odd fractions of pixels, spread over the picture with room around each.</summary>
    public static IReadOnlyList<(double X, double Y)> Spread(int width, int height, double sigma)
    {
        var room = 4.5 * sigma;
        return
        [
            (room + 0.37, room + 0.81),
            (width - 1 - room - 0.23, room + 0.49),
            (room + 0.68, height - 1 - room - 0.11),
            (width - 1 - room - 0.59, height - 1 - room - 0.77),
            ((width / 2.0) + 0.13, (height / 2.0) - 0.29),
        ];
    }
}
