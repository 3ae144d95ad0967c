using System.ComponentModel.DataAnnotations;
using MuSiCa.Imaging;

namespace MuSiCa.Service.Configuration;

/// <summary>Settings <c>MuSiCa:Imaging</c>: which images are decoded, and how many at a time.</summary>
internal sealed record ImagingOptions : ISettings, IValidatableObject
{
    public static string Section => "MuSiCa:Imaging";

    /// <summary>Bytes that one encoded image may have.</summary>
    public long MaxEncodedBytes { get; init; } = ImagingLimits.DefaultMaxEncodedBytes;

    /// <summary>Pixels that one image may have, all its frames counted, checked on the header.</summary>
    public long MaxPixels { get; init; } = ImagingLimits.DefaultMaxPixels;

    /// <summary>Pixels of the longest row.</summary>
    public int MaxWidth { get; init; } = ImagingLimits.DefaultMaxAxis;

    /// <summary>Pixels of the longest column.</summary>
    public int MaxHeight { get; init; } = ImagingLimits.DefaultMaxAxis;

    /// <summary>Images that are decoded at the same time; 0 takes one for each processor.</summary>
    [Between(0, 1024, "images")]
    public int Concurrency { get; init; }

    /// <summary>The limits as the decoder takes them.</summary>
    public ImagingLimits ToLimits() => new()
    {
        MaxEncodedBytes = MaxEncodedBytes,
        MaxPixels = MaxPixels,
        MaxWidth = MaxWidth,
        MaxHeight = MaxHeight,
    };

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        ToLimits().Validate().Select(static failure => new ValidationResult(failure));
}
