using MuSiCa.Imaging.Interop;

namespace MuSiCa.Imaging;

/// <summary>Turns the four inks of a JPEG into sRGB by the ICC profile that is attached to it.</summary>
internal static class CmykProfile
{
    /// <summary>Whether the image has four inks and a profile. Without one there is a plain rule, which costs next to nothing.</summary>
    public static unsafe bool IsAttached(VipsObjectHandle image, ImageFormat format)
    {
        fixed (byte* name = "icc-profile-data"u8)
        {
            return format == ImageFormat.Jpeg
                && Native.vips_image_get_bands(image) == 4
                && Native.vips_image_get_typeof(image, name) != 0;
        }
    }

    /// <summary>Applies it; where it is damaged or not one of inks, a general one of libvips takes its place.</summary>
    public static VipsObjectHandle Apply(VipsObjectHandle inks)
    {
        using var attached = Conversion(inks, attached: true);
        if (attached.TryBuild())
        {
            return attached.GetImage("out"u8);
        }

        VipsError.Clear();
        using var general = Conversion(inks, attached: false);
        return general.Build("set up the conversion from CMYK").GetImage("out"u8);
    }

    private static VipsOperation Conversion(VipsObjectHandle inks, bool attached) => new VipsOperation("icc_transform"u8)
        .Set("in"u8, inks)
        .Set("embedded"u8, attached)
        .Set("input-profile"u8, "cmyk"u8)
        .Set("output-profile"u8, "srgb"u8);
}
