namespace MuSiCa.Service.Configuration;

/// <summary>Settings <c>MuSiCa:Requests</c>: what one request may ask for.</summary>
internal sealed record RequestOptions : ISettings
{
    public static string Section => "MuSiCa:Requests";

    /// <summary>Bytes that the body of one request may have, all files of a form together.</summary>
    [Between(1, 1L << 40, "bytes")]
    public long MaxBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Time from the first byte of a request to its answer.</summary>
    [Duration("1ms", "1h")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Files that one form may hold.</summary>
    [Between(1, 10_000, "files")]
    public int MaxFiles { get; init; } = 16;

    /// <summary>Faces of one request: its boxes, counted for every file.</summary>
    [Between(1, 1_000_000, "faces")]
    public int MaxFaces { get; init; } = 64;
}
