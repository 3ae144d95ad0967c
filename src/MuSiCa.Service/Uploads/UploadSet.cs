using Microsoft.Extensions.Primitives;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Uploads;

/// <summary>The files of one request in the order in which they came, or why they were not read.</summary>
internal sealed class UploadSet(IReadOnlyList<Upload> files) : IDisposable
{
    public IReadOnlyList<Upload> Files { get; } = files;

    /// <summary>Parameters that came with them in a body of JSON; null where there was none.</summary>
    public IReadOnlyDictionary<string, StringValues>? Parameters { get; init; }

    /// <summary>What a request of the Open Inference Protocol says beside them; null of others.</summary>
    public InferenceRequest? Inference { get; init; }

    /// <summary>Why the service takes none of them at present; null when it does.</summary>
    public Problem? Refusal { get; private init; }

    public static UploadSet Refused(Problem problem) => new([]) { Refusal = problem };

    public void Dispose()
    {
        foreach (Upload file in Files)
        {
            file.Dispose();
        }
    }
}
