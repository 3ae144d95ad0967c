using Microsoft.Extensions.Options;
using MuSiCa.Service.Configuration;

namespace MuSiCa.Service.Sizing;

/// <summary>
/// Holds the managed heap to what the plan leaves it, so that the collector works before the container is full, and says at the start
/// how the memory is divided.
/// </summary>
internal sealed partial class HeapLimit(MemoryPlan plan, IOptions<RequestOptions> requests, ILogger<HeapLimit> logger)
{
    private const string Setting = "GCHeapHardLimit";

    /// <summary>Limits the heap where there is a container to stay in.</summary>
    public void Apply()
    {
        string source = plan.IsContainer ? "of the container" : "of the machine";
        LogPlan(
            Mebi(plan.Available), source, Mebi(plan.Budget), Mebi(plan.Heap), Mebi(plan.Native), Mebi(requests.Value.MaxBytes),
            requests.Value.MaxFaces);
        if (!plan.IsContainer)
        {
            return;
        }

        AppContext.SetData(Setting, (ulong)plan.Heap);
        try
        {
            GC.RefreshMemoryLimit();
        }
        catch (InvalidOperationException exception)
        {
            LogRefused(Mebi(plan.Heap), exception.Message);
        }
    }

    private static long Mebi(long bytes) => bytes >> 20;

    [LoggerMessage(LogLevel.Information, "Memory: {Available} MiB {Source}; of these requests may hold {Budget} MiB (setting "
        + "MuSiCa:Serving:MemoryLimit), the managed heap {Heap} MiB, models and libraries take about {Native} MiB. A request may have "
        + "{Body} MiB and {Faces} faces")]
    private partial void LogPlan(long available, string source, long budget, long heap, long native, long body, int faces);

    [LoggerMessage(LogLevel.Warning, "The collector does not take {Heap} MiB for the limit of its heap: {Reason}")]
    private partial void LogRefused(long heap, string reason);
}
