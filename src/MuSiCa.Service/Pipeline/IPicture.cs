using MuSiCa.Imaging;

namespace MuSiCa.Service.Pipeline;

/// <summary>An image as a request brings it, encoded or not. Disposal gives its memory back.</summary>
internal interface IPicture : IDisposable
{
    /// <summary>Says how large it is, before anything is decoded.</summary>
    /// <exception cref="ImageException">It cannot be used.</exception>
    ImageInfo Probe(ImageDecoder decoder);

    /// <summary>Says what decoding it will take.</summary>
    /// <param name="decoder">The decoder.</param>
    /// <param name="maxShrink">How many full-resolution pixels may become one along each axis, 1 or more.</param>
    /// <param name="region">The part that will be looked at.</param>
    /// <exception cref="ImageException">It cannot be used.</exception>
    DecodePlan Plan(ImageDecoder decoder, double maxShrink, ImageRegion region);

    /// <summary>Makes pixels of it.</summary>
    /// <param name="decoder">The decoder.</param>
    /// <param name="plan">What it said.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="ImageException">It cannot be used.</exception>
    DecodedImage Decode(ImageDecoder decoder, DecodePlan plan, CancellationToken cancellationToken);
}
