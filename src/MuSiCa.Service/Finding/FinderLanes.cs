using System.Globalization;
using Microsoft.Extensions.Options;
using MuSiCa.Inference;
using MuSiCa.Service.Configuration;
using MuSiCa.Serving;

namespace MuSiCa.Service.Finding;

/// <summary>What runs views, laid out as the lanes of the cascade are.</summary>
internal sealed class FinderLanes : IDisposable
{
    private readonly FinderSession? _alone;

    public FinderLanes(IFinderFolder folder, IOptions<InferenceOptions> options)
    {
        InferenceOptions inference = options.Value;
        Session = folder.Open(inference.ToExecution());
        ExecutionProvider provider = Session.Provider.Active;
        if (provider != ExecutionProvider.Cpu)
        {
            Lanes = [new FinderLane(Name(provider, inference.Device), Session)];
            return;
        }

        int lanes = inference.CountLanes();
        _alone = lanes > 1 ? folder.Open(inference.ToExecutionAlone()) : null;
        Lanes = [.. Enumerable.Range(1, lanes).Select(number => new FinderLane(Name(provider, number), Session) { Alone = _alone })];
    }

    /// <summary>The finder.</summary>
    public FinderSession Session { get; }

    /// <summary>The lanes.</summary>
    public IReadOnlyList<FinderLane> Lanes { get; }

    public void Dispose()
    {
        _alone?.Dispose();
        Session.Dispose();
    }

    private static string Name(ExecutionProvider provider, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{provider.ToString().ToLowerInvariant()}-{number}");
}
