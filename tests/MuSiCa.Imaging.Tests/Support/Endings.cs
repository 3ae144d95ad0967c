namespace MuSiCa.Imaging.Tests.Support;

/// <summary>Where the data of a file is over and its end begins.</summary>
internal static class Endings
{
    public static int LengthWithout(byte[] file) => file switch
    {
        [0xFF, ..] => file.Length - 2,
        [0x89, ..] => file.Length - 12,
        [(byte)'G', ..] => file.Length - 1,
        [(byte)'B', ..] => file.Length - ((4 - (3 * Samples.Width % 4)) % 4),
        [(byte)'I' or (byte)'M', ..] => file.Length,
        _ => file.Length - PaddingOf(file),
    };

    // Chunks follow each other from byte 12 on, each after eight bytes of its own.
    private static int PaddingOf(byte[] webP)
    {
        var padding = 0;
        for (var at = 12; at < webP.Length;)
        {
            var size = BitConverter.ToInt32(webP, at + 4);
            padding = size & 1;
            at += 8 + size + padding;
        }

        return padding;
    }
}
