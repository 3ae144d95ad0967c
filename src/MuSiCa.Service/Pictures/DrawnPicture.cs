namespace MuSiCa.Service.Pictures;

/// <summary>An encoded picture and the memory that it is counted for, which disposal gives back.</summary>
/// <param name="encoded">The file.</param>
/// <param name="release">Gives the memory back.</param>
internal sealed class DrawnPicture(byte[] encoded, Action release) : IDisposable
{
    private Action? _release = release;

    /// <summary>The file: a PNG, or the JPEG that lies inside an SVG.</summary>
    public ReadOnlyMemory<byte> Encoded => encoded;

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
