using System.Text;
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
    private readonly TextWriter _writer;
    private readonly bool _isOwn;

    private AnswerLines(TextWriter writer, bool isOwn) => (_writer, _isOwn) = (writer, isOwn);

    /// <summary>Writes to a screen.</summary>
    public static AnswerLines To(TextWriter writer) => new(writer, isOwn: false);

    /// <summary>Writes a new file, in place of one that is there.</summary>
    public static AnswerLines Create(string path) => Open(path, FileMode.Create);

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

        return Open(path, FileMode.Append);
    }

    /// <summary>Writes the answer to a photo, at once: whoever stops the run keeps it.</summary>
    /// <param name="photo">Its path, as it was named.</param>
    /// <param name="answer">An object in JSON.</param>
    public void Write(string photo, string answer) => WriteLine($"{{\"{FileName}\":{Quote(photo)},{answer.AsSpan(1)}");

    /// <summary>Writes why there is no answer.</summary>
    public void WriteError(string photo, string reason) => WriteLine($"{{\"{FileName}\":{Quote(photo)},\"error\":{Quote(reason)}}}");

    public void Dispose()
    {
        if (_isOwn)
        {
            _writer.Dispose();
        }
    }

    private static AnswerLines Open(string path, FileMode mode)
    {
        try
        {
            return new(new StreamWriter(new FileStream(path, mode, FileAccess.Write, FileShare.Read), new UTF8Encoding(false)), isOwn: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"{path}: cannot be written ({exception.Message})", exception);
        }
    }

    private static void ReadDone(string path, HashSet<string> done)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        using var reader = new StreamReader(file, leaveOpen: true);
        long whole = 0;
        string text = reader.ReadToEnd();
        foreach (string line in text.Split('\n')[..^1])
        {
            whole += Encoding.UTF8.GetByteCount(line) + 1;
            if (line.Trim().Length > 0)
            {
                done.Add(PhotoOf(line) ?? throw new UserException($"{path}: line {done.Count + 1} is no answer of this program; name another file"));
            }
        }

        file.SetLength(whole);
    }

    private static string? PhotoOf(string line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(FileName, out JsonElement file)
                ? file.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    private void WriteLine(string line)
    {
        lock (_lock)
        {
            _writer.Write(line);
            _writer.Write('\n');
            _writer.Flush();
        }
    }
}
