using System.Runtime.CompilerServices;

namespace MuSiCa.Imaging;

/// <summary>Which coefficients of which components the scans of a JPEG give to their last bit.</summary>
internal struct JpegCoverage
{
    private const int MaxComponents = 4;
    private const int FrameHeader = 6;
    private const int FrameEntry = 3;

    private int _components;
    private Names _names;
    private Coefficients _given;

    /// <summary>Whether every component has all of its coefficients.</summary>
    public readonly bool IsComplete
    {
        get
        {
            for (var i = 0; i < _components; i++)
            {
                if (_given[i] != ulong.MaxValue)
                {
                    return false;
                }
            }

            return _components > 0;
        }
    }

    /// <summary>Nothing yet of the components that a frame header names.</summary>
    public static JpegCoverage Of(ReadOnlySpan<byte> frame)
    {
        var components = Math.Min((int)frame[FrameHeader - 1], (frame.Length - FrameHeader) / FrameEntry);
        var coverage = new JpegCoverage { _components = Math.Min(components, MaxComponents) };
        for (var i = 0; i < coverage._components; i++)
        {
            coverage._names[i] = frame[FrameHeader + (i * FrameEntry)];
        }

        return coverage;
    }

    /// <summary>Adds what the header of a scan promises.</summary>
    public void AddScan(ReadOnlySpan<byte> scan, bool progressive)
    {
        if (scan.Length < 4 || scan.Length < 4 + (2 * scan[0]))
        {
            return;
        }

        // The last scan of a coefficient has its lowest bit.
        var parameters = scan[^3..];
        var given = !progressive ? ulong.MaxValue
            : (parameters[2] & 0xF) == 0 ? Range(parameters[0], parameters[1])
            : 0;
        for (var entry = 0; entry < scan[0]; entry++)
        {
            for (var i = 0; i < _components; i++)
            {
                if (_names[i] == scan[1 + (2 * entry)])
                {
                    _given[i] |= given;
                }
            }
        }
    }

    private static ulong Range(int first, int last) =>
        first > last || last > 63 ? 0 : (ulong.MaxValue >> (63 - last)) & (ulong.MaxValue << first);

    [InlineArray(MaxComponents)]
    private struct Names
    {
        private byte _first;
    }

    [InlineArray(MaxComponents)]
    private struct Coefficients
    {
        private ulong _first;
    }
}
