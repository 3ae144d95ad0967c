namespace MuSiCa.Imaging;

/// <summary>What the samples of an <see cref="PixelFormat.Nv12"/> image mean.</summary>
public enum YuvColor
{
    /// <summary>ITU-R BT.601, luma 16 to 235: standard definition and most cameras.</summary>
    Bt601,

    /// <summary>ITU-R BT.601, luma 0 to 255: as in JPEG.</summary>
    Bt601Full,

    /// <summary>ITU-R BT.709, luma 16 to 235: high definition.</summary>
    Bt709,

    /// <summary>ITU-R BT.709, luma 0 to 255.</summary>
    Bt709Full,
}
