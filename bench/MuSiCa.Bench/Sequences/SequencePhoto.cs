namespace MuSiCa.Bench;

/// <summary>A photo whose faces are followed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Pixels">Interleaved RGB without gaps.</param>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="Faces">The faces that count; others may be in it.</param>
internal sealed record SequencePhoto(string Name, byte[] Pixels, int Width, int Height, IReadOnlyList<SequenceFace> Faces)
{
    /// <summary>The middle of its faces, about which it moves.</summary>
    public (double X, double Y) Anchor => (
        Faces.Average(static face => face.Box.X + (face.Box.Width / 2.0)),
        Faces.Average(static face => face.Box.Y + (face.Box.Height / 2.0)));

    /// <summary>The part of the photo around its first face.</summary>
    /// <param name="sides">Width and height in sides of the face's box; less where the photo ends.</param>
    public SequencePhoto Window(double sides)
    {
        double reach = sides * Faces[0].Box.Side / 2;
        int left = (int)Math.Max(0, Anchor.X - reach);
        int top = (int)Math.Max(0, Anchor.Y - reach);
        int right = (int)Math.Min(Width, Anchor.X + reach);
        int bottom = (int)Math.Min(Height, Anchor.Y + reach);
        byte[] pixels = new byte[3 * (right - left) * (bottom - top)];
        for (int row = top; row < bottom; row++)
        {
            Pixels.AsSpan(3 * ((row * Width) + left), 3 * (right - left)).CopyTo(pixels.AsSpan(3 * (row - top) * (right - left)));
        }

        return new SequencePhoto(Name, pixels, right - left, bottom - top, [.. Faces.Select(face => face.Shift(-left, -top))]);
    }
}
