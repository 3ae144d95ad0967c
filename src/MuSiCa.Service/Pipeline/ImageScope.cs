using MuSiCa.Imaging;
using MuSiCa.Service.Admission;
using MuSiCa.Service.Decoding;
using MuSiCa.Serving;

namespace MuSiCa.Service.Pipeline;

/// <summary>
/// One image on its way through the pipeline. It owns what is held for it (encoded bytes, pixels with their memory, places for views
/// and faces) and gives all of it back on disposal, which comes when nothing of the image is under way any more. Used by one thread at
/// a time.
/// </summary>
/// <param name="request">The request that it belongs to, which outlives it.</param>
/// <param name="picture">The image as it came.</param>
/// <param name="plan">What it takes.</param>
/// <param name="places">Places for its faces.</param>
/// <param name="memory">Where the memory of pixels is counted.</param>
/// <param name="large">Counts large images.</param>
internal sealed class ImageScope(
    RequestScope request, IPicture picture, ImagePlan plan, IFaceAdmission places, MemoryBudget memory, LargeImages large) : IDisposable
{
    private DecodePlan? _decoding = plan.Decoding;
    private DecodedImage? _pixels;
    private long _bytes;
    private bool _isLarge;

    /// <summary>The request that it belongs to.</summary>
    public RequestScope Request => request;

    /// <summary>What it takes.</summary>
    public ImagePlan Plan => plan;

    /// <summary>How it will be decoded, or was.</summary>
    public DecodePlan Decoding => _decoding ?? plan.Decoding;

    /// <summary>What its header says.</summary>
    public ImageInfo Info => plan.Decoding.Info;

    /// <summary>Places for its faces.</summary>
    public IFaceAdmission Places => places;

    /// <summary>Places for its views; null until they are taken.</summary>
    public ISearchAdmission? Views { get; private set; }

    /// <summary>Whether its pixels stay until the end, because faces may be cut out of them at any time.</summary>
    public bool KeepsPixels { get; init; }

    /// <summary>Whether pixels are there.</summary>
    public bool IsDecoded => _pixels is not null;

    /// <summary>Its pixels.</summary>
    /// <exception cref="InvalidOperationException">They are not there.</exception>
    public DecodedImage Pixels => _pixels ?? throw new InvalidOperationException("The image has no pixels: decode it first.");

    /// <summary>How long it waited to be decoded.</summary>
    public TimeSpan Waited { get; set; }

    /// <summary>How long header and pixels took.</summary>
    public TimeSpan Decoded { get; set; }

    /// <summary>How long cutting out its faces took.</summary>
    public TimeSpan Framed { get; set; }

    /// <summary>How long finding its faces took; null where they were given.</summary>
    public TimeSpan? Found { get; set; }

    /// <summary>Says how it will be decoded when it is decoded again.</summary>
    public void Replan(Func<IPicture, DecodePlan> decoding) => _decoding ??= decoding(picture);

    /// <summary>Takes the memory that decoding needs, and places for views where it is searched.</summary>
    /// <param name="search">The finder; null where it is not asked.</param>
    /// <returns>False where they are not there at present; nothing is held then.</returns>
    /// <exception cref="AdmissionException">The finder takes nothing.</exception>
    public bool TryBegin(IFaceSearch? search)
    {
        long bytes = _decoding!.PeakBytes + plan.PictureBytes;
        if (!memory.TryTake(bytes, MemoryUse.Images))
        {
            return false;
        }

        _bytes = bytes;
        if (search is not null)
        {
            if (!search.TryAdmit(plan.Views!.Views.Length, out ISearchAdmission? admission, out AdmissionRefusal? refusal))
            {
                GiveMemoryBack(0);
                return refusal.Reason is RefusalReason.Faces or RefusalReason.Memory ? false : throw new AdmissionException(refusal);
            }

            Views = admission;
        }

        _isLarge = _decoding.Work > DecodeJob.LargeWork;
        if (_isLarge)
        {
            large.Add();
        }

        return true;
    }

    /// <summary>Makes pixels of it, for which the memory is there; the encoded bytes go as soon as they are not needed any more.</summary>
    public void Decode(ImageDecoder decoder, CancellationToken cancellationToken)
    {
        _pixels = picture.Decode(decoder, _decoding!, cancellationToken);
        picture.Dispose();
        GiveMemoryBack(_decoding!.PixelBytes + plan.PictureBytes);
    }

    /// <summary>Hands some of its memory to what outlives it.</summary>
    /// <param name="bytes">How much, at most what was planned for a picture or crops.</param>
    /// <returns>Gives it back; to be called once.</returns>
    public Action Hand(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, plan.PictureBytes);
        _bytes -= bytes;
        return () => memory.Free(bytes, MemoryUse.Images);
    }

    /// <summary>Gives the pixels back, unless they are to stay.</summary>
    public void ReleasePixels()
    {
        if (!KeepsPixels)
        {
            Release();
        }
    }

    public void Dispose()
    {
        Release();
        Views?.Dispose();
        places.Dispose();
        picture.Dispose();
    }

    private void Release()
    {
        _pixels?.Dispose();
        _pixels = null;
        _decoding = null;
        GiveMemoryBack(0);
    }

    private void GiveMemoryBack(long kept)
    {
        if (kept == 0 && _isLarge)
        {
            _isLarge = false;
            large.Remove();
        }

        (long freed, _bytes) = (_bytes - kept, kept);
        memory.Free(freed, MemoryUse.Images);
    }
}
