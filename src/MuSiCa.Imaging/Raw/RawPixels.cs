namespace MuSiCa.Imaging;

/// <summary>Makes pixels of a <see cref="RawImage"/>, no more than are asked for.</summary>
internal static class RawPixels
{
    public static DecodedImage Load(RawImage image, ImageInfo info, RawPart part)
    {
        if (part.IsWrapped)
        {
            return DecodedImage.Wrap(info, part.Rows, image.Data.Slice(part.Rows.First * image.RowBytes, part.Rows.Count * image.RowBytes));
        }

        var pixels = new NativeBytes(checked((int)part.PixelBytes));
        RawConversion.Convert(image, part.Rows, part.Columns, pixels.GetSpan());
        return DecodedImage.Create(info, part.Rows, part.Columns, pixels);
    }
}
