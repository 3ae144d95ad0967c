namespace MuSiCa.Cli;

// Files that a command writes. Each is written under another name beside its own and then renamed, so that a write that fails
// leaves what was there before and no half of what should be.
internal static class OutputFile
{
    /// <summary>Says before any work is done what will not be possible after it; nothing where no file is wanted.</summary>
    public static void Check(string? path)
    {
        if (path is null)
        {
            return;
        }

        if (Directory.Exists(path))
        {
            throw new UserException($"{path}: is a folder, not a file to write");
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? path;
        if (!Directory.Exists(folder))
        {
            throw new UserException($"{path}: there is no folder {folder}");
        }
    }

    /// <summary>Says whether a folder can be made, or is there; nothing where none is wanted.</summary>
    public static void CheckFolder(string? path)
    {
        if (File.Exists(path))
        {
            throw new UserException($"{path}: is a file, not a folder to write to");
        }
    }

    public static void Write(string path, byte[] content) => Write(path, stream => stream.Write(content));

    public static void Write(string path, Action<Stream> write)
    {
        try
        {
            // A link stays one, and what is not a file cannot be replaced.
            string target = new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
            if (Path.GetFullPath(path).StartsWith("/dev/", StringComparison.Ordinal))
            {
                WriteTo(path, FileMode.Open, write);
            }
            else
            {
                Replace(target, write);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"{path}: cannot be written ({exception.Message})", exception);
        }
    }

    private static void Replace(string target, Action<Stream> write)
    {
        string temporary = $"{target}.{Path.GetRandomFileName()}.tmp";
        try
        {
            WriteTo(temporary, FileMode.CreateNew, write);
            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static void WriteTo(string path, FileMode mode, Action<Stream> write)
    {
        using var file = new FileStream(path, mode, FileAccess.Write);
        write(file);
    }
}
