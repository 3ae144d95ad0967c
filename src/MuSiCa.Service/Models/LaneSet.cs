using System.Globalization;
using Microsoft.Extensions.Options;
using MuSiCa.Inference;
using MuSiCa.Service.Configuration;
using MuSiCa.Serving;

namespace MuSiCa.Service.Models;

/// <summary>
/// What runs batches. On the CPU several lanes side by side, each on its part of the threads: together they run more faces a
/// second than one batch on all threads. A single face would be slower for it, so a batch that is alone has a session with all
/// threads. A GPU is one lane, whose next batch is gathered while one runs.
/// </summary>
internal sealed class LaneSet : IDisposable
{
    private const int DeviceWorkers = 2;

    private readonly CascadeSession? _alone;

    public LaneSet(IModelFolder model, CascadeSession session, IOptions<InferenceOptions> options)
    {
        InferenceOptions inference = options.Value;
        ExecutionProvider provider = session.Provider.Active;
        if (provider != ExecutionProvider.Cpu)
        {
            Sessions = [new LaneSession<CascadeSession>(session)];
            Lanes = [new LaneDefinition(Name(provider, inference.Device)) { Workers = DeviceWorkers }];
            return;
        }

        int lanes = inference.CountLanes();
        _alone = inference.OpenAlone(provider, model.Open);
        Sessions = [.. Enumerable.Repeat(new LaneSession<CascadeSession>(session) { Alone = _alone }, lanes)];
        Lanes = [.. Enumerable.Range(1, lanes).Select(number => new LaneDefinition(Name(provider, number)) { SharesProcessors = true })];
    }

    /// <summary>The lanes.</summary>
    public IReadOnlyList<LaneDefinition> Lanes { get; }

    /// <summary>What runs the cascade on each of them.</summary>
    public IReadOnlyList<LaneSession<CascadeSession>> Sessions { get; }

    public void Dispose() => _alone?.Dispose();

    private static string Name(ExecutionProvider provider, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{provider.ToString().ToLowerInvariant()}-{number}");
}
