using Microsoft.Extensions.DependencyInjection;
using MuSiCa.Service.Admission;
using MuSiCa.Service.Decoding;
using MuSiCa.Service.Finding;
using MuSiCa.Service.Models;
using MuSiCa.Service.Tracking;
using MuSiCa.Serving;

namespace MuSiCa.Service.Tests;

/// <summary>What a service holds although no test asks anything of it any more.</summary>
internal sealed class Leftovers(IServiceProvider services)
{
    // The service hears of a client that left after the client knows; a test that is right never waits so long.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly MemoryBudget _memory = services.GetRequiredService<MemoryBudget>();
    private readonly ModelCatalog _models = services.GetRequiredService<ModelCatalog>();
    private readonly ServedDetector? _engine = services.GetRequiredService<FinderSwitch>().Engine as ServedDetector;
    private readonly LargeImages _large = services.GetRequiredService<LargeImages>();
    private readonly AdmissionControl _admission = services.GetRequiredService<AdmissionControl>();
    private readonly PendingWork _pending = services.GetRequiredService<PendingWork>();
    private readonly StreamPlaces _streams = services.GetRequiredService<StreamPlaces>();
    private readonly DecodeWorkers _workers = services.GetRequiredService<DecodeWorkers>();

    /// <summary>Waits until nothing is held.</summary>
    /// <returns>Null when that is so, else who holds how much.</returns>
    public string? Describe()
    {
        SpinWait.SpinUntil(() => Holders().Count == 0, Patience);
        List<string> holders = Holders();
        return holders.Count == 0 ? null : $"The service still holds {string.Join(", ", holders)}.";
    }

    private List<string> Holders()
    {
        List<(string Name, long Amount)> counts =
        [
            .. Enum.GetValues<MemoryUse>().Select(use => ($"bytes for {use}", _memory.UsedFor(use))),
            ("bytes in all", _memory.Used),
            ("places of faces", _models.All.Sum(static model => (model.Aligner as ServedCascade)?.PlacesTaken ?? 0)),
            ("places of views", _engine?.PlacesTaken ?? 0),
            ("streams", _streams.Taken),
            ("images that wait to be decoded", _workers.Depth),
            ("large images", _large.Held),
            ("accepted requests", _admission.Accepted),
            ("requests of pending work", _pending.Requests),
            ("microseconds of pending work", (long)(1000 * _pending.Milliseconds)),
        ];
        return [.. counts.Where(static count => count.Amount != 0).Select(static count => $"{count.Amount} {count.Name}")];
    }
}
