namespace MuSiCa.Service.Uploads;

/// <summary>The files of one request in the order in which they came.</summary>
internal sealed class UploadSet(IReadOnlyList<Upload> files) : IDisposable
{
    public IReadOnlyList<Upload> Files { get; } = files;

    public void Dispose()
    {
        foreach (Upload file in Files)
        {
            file.Dispose();
        }
    }
}
