namespace MuSiCa.Cli;

/// <summary>A line of a file of answers.</summary>
/// <param name="Text">Its bytes without the line end; good until the next line is read.</param>
/// <param name="IsWhole">Whether it has a line end; only the last may have none.</param>
internal readonly record struct AnswerLine(ReadOnlyMemory<byte> Text, bool IsWhole)
{
    // A photo with a hundred faces has a fifth of a megabyte.
    private const int Longest = 64 << 20;
    private const int FirstBuffer = 1 << 16;

    /// <summary>Whether it was given up as longer than any answer.</summary>
    public bool IsTooLong => Text.Length >= Longest;

    /// <summary>Whether nothing but blanks is in it.</summary>
    public bool IsBlank => Text.Span.Trim(" \t\r"u8).IsEmpty;

    /// <summary>Reads the lines of a file one after the other, and never more than one into memory.</summary>
    /// <remarks>A line that is too long to be an answer comes as far as it was read, as one that was cut off; then the lines end.</remarks>
    public static IEnumerable<AnswerLine> ReadAll(Stream file)
    {
        byte[] buffer = new byte[FirstBuffer];
        int filled = 0;
        for (int read = -1; read != 0;)
        {
            read = file.Read(buffer, filled, buffer.Length - filled);
            int searched = filled;
            filled += read;
            int begin = 0;
            for (int end; (end = Array.IndexOf(buffer, (byte)'\n', searched, filled - searched)) >= 0; searched = begin)
            {
                yield return new AnswerLine(buffer.AsMemory(begin, end - begin), IsWhole: true);
                begin = end + 1;
            }

            filled -= begin;
            Array.Copy(buffer, begin, buffer, 0, filled);
            if (filled == Longest)
            {
                break;
            }

            if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, 2 * buffer.Length);
            }
        }

        if (filled > 0)
        {
            yield return new AnswerLine(buffer.AsMemory(0, filled), IsWhole: false);
        }
    }
}
