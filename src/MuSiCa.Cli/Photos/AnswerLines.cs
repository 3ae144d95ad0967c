using System.Text.Encodings.Web;
using System.Text.Json;

namespace MuSiCa.Cli;

/// <summary>
/// Answers as JSON, one line a photo: <c>{"file": …, …}</c>, or <c>{"file": …, "error": …}</c>. A file of them can be gone on with after a
/// run was stopped or killed. Thread-safe.
/// </summary>
internal sealed class AnswerLines : IDisposable
{
    private const string FileName = "file";

    private readonly Lock _lock = new();
    private readonly LineWriter _writer;

    private AnswerLines(LineWriter writer) => _writer = writer;

    /// <summary>Writes to a screen.</summary>
    public static AnswerLines To(TextWriter writer) => new(LineWriter.To(writer));

    /// <summary>Writes a new file, in place of one that is there.</summary>
    public static AnswerLines Create(string path) => new(LineWriter.Open(path, FileMode.Create));

    /// <summary>Goes on with a file, or begins one. A last line that was cut off is taken away.</summary>
    /// <param name="path">The file.</param>
    /// <param name="done">The photos that it has lines of.</param>
    /// <exception cref="UserException">It is no file of answers, or cannot be read.</exception>
    public static AnswerLines Resume(string path, out HashSet<string> done)
    {
        done = new HashSet<string>(StringComparer.Ordinal);
        if (File.Exists(path))
        {
            ReadDone(path, done);
        }

        return new(LineWriter.Open(path, FileMode.Append));
    }

    /// <summary>Writes the answer to a photo, at once: whoever stops the run keeps it.</summary>
    /// <param name="photo">Its path, as it was named.</param>
    /// <param name="answer">An object in JSON.</param>
    public void Write(string photo, string answer) => WriteLine($"{{\"{FileName}\":{Quote(photo)},{answer.AsSpan(1)}");

    /// <summary>Writes why there is no answer.</summary>
    public void WriteError(string photo, string reason) => WriteLine($"{{\"{FileName}\":{Quote(photo)},\"error\":{Quote(reason)}}}");

    public void Dispose() => _writer.Dispose();

    // Nothing is taken away before every line is known to be one of these: the file may be somebody's own.
    private static void ReadDone(string path, HashSet<string> done)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
            long whole = 0;
            int number = 0;
            foreach (AnswerLine line in AnswerLine.ReadAll(file))
            {
                number++;
                string? photo = line.IsWhole ? PhotoOf(line.Text) : null;
                if (photo is not null)
                {
                    done.Add(photo);
                }
                else if (line.IsWhole ? !line.IsBlank : line.IsTooLong || !MayBecomeAnswer(line.Text.Span))
                {
                    throw new UserException($"{path}: line {number} is no answer of this program; name another file");
                }

                whole += line.IsWhole ? line.Text.Length + 1 : 0;
            }

            file.SetLength(whole);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"{path}: cannot be gone on with ({exception.Message})", exception);
        }
    }

    private static string? PhotoOf(ReadOnlyMemory<byte> line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(FileName, out JsonElement file)
                ? file.GetString()
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    // Whether a line that was cut off began as an answer does.
    private static bool MayBecomeAnswer(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> begin = "{\"file\":\""u8;
        int known = Math.Min(line.Length, begin.Length);
        return line[..known].SequenceEqual(begin[..known]);
    }

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    private void WriteLine(string line)
    {
        lock (_lock)
        {
            _writer.Write(line);
        }
    }
}
