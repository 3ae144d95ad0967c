using System.Text;

namespace MuSiCa.Cli;

/// <summary>Writes lines to the screen or to a file, each at once. Not thread-safe.</summary>
internal sealed class LineWriter : IDisposable
{
    private readonly TextWriter? _screen;
    private readonly FileStream? _file;

    private LineWriter(TextWriter? screen, FileStream? file) => (_screen, _file) = (screen, file);

    /// <summary>Writes to a screen.</summary>
    public static LineWriter To(TextWriter screen) => new(screen, null);

    /// <summary>Writes to a file.</summary>
    /// <exception cref="UserException">It cannot be opened.</exception>
    public static LineWriter Open(string path, FileMode mode)
    {
        try
        {
            // Without a buffer: a write that fails is not tried again when the file is closed.
            return new(null, new FileStream(path, mode, FileAccess.Write, FileShare.Read, bufferSize: 0));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CannotBeWritten(path, exception);
        }
    }

    /// <summary>Writes a line.</summary>
    /// <exception cref="UserException">The file cannot be written.</exception>
    public void Write(string line)
    {
        if (_file is null)
        {
            _screen!.Write(line);
            _screen.Write('\n');
            _screen.Flush();
            return;
        }

        try
        {
            _file.Write(Encoding.UTF8.GetBytes(line + '\n'));
        }
        catch (IOException exception)
        {
            throw CannotBeWritten(_file.Name, exception);
        }
    }

    public void Dispose() => _file?.Dispose();

    private static UserException CannotBeWritten(string path, Exception exception) =>
        new($"{path}: cannot be written ({exception.Message})", exception);
}
