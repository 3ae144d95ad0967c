using MuSiCa.Imaging;
using MuSiCa.Service.Pipeline;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Uploads;

/// <summary>One file of a request: its bytes, or why there are none.</summary>
internal sealed class Upload : IPicture
{
    private readonly BodyBytes? _bytes;
    private readonly Problem? _refusal;

    private Upload(BodyBytes? bytes, Problem? refusal, string? name)
    {
        _bytes = bytes;
        _refusal = refusal;
        Name = name;
    }

    /// <summary>The name that its sender gave it; null without one.</summary>
    public string? Name { get; }

    public static Upload Of(BodyBytes bytes, string? name = null) => new(bytes, null, name);

    public static Upload Refused(Problem problem, string? name) => new(null, problem, name);

    /// <inheritdoc/>
    /// <exception cref="ProblemException">The file was refused while it was read.</exception>
    public ImageInfo Probe(ImageDecoder decoder) => decoder.Probe(Encoded);

    /// <inheritdoc/>
    public DecodePlan Plan(ImageDecoder decoder, double maxShrink, ImageRegion region) => decoder.Plan(Encoded, maxShrink, region);

    /// <inheritdoc/>
    public DecodedImage Decode(ImageDecoder decoder, DecodePlan plan, CancellationToken cancellationToken) =>
        decoder.Decode(Encoded, plan, cancellationToken);

    private ReadOnlyMemory<byte> Encoded => _bytes?.Memory ?? throw new ProblemException(_refusal!);

    public void Dispose() => _bytes?.Dispose();
}
