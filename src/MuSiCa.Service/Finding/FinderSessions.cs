using Microsoft.Extensions.Options;
using MuSiCa.Inference;
using MuSiCa.Service.Configuration;
using MuSiCa.Serving;

namespace MuSiCa.Service.Finding;

/// <summary>The finder, opened for the lanes on which the cascade runs.</summary>
internal sealed class FinderSessions : IDisposable
{
    private readonly FinderSession? _alone;

    public FinderSessions(IFinderFolder folder, IOptions<InferenceOptions> options)
    {
        InferenceOptions inference = options.Value;
        Session = folder.Open(inference.ToExecution());
        _alone = inference.OpenAlone(Session.Provider.Active, folder.Open);
    }

    /// <summary>The finder.</summary>
    public FinderSession Session { get; }

    /// <summary>What runs it on each of a number of lanes.</summary>
    public IReadOnlyList<LaneSession<FinderSession>> For(int lanes) =>
        [.. Enumerable.Repeat(new LaneSession<FinderSession>(Session) { Alone = _alone }, lanes)];

    public void Dispose()
    {
        _alone?.Dispose();
        Session.Dispose();
    }
}
