using Microsoft.Extensions.Options;
using MuSiCa.Inference;
using MuSiCa.Service.Configuration;
using MuSiCa.Serving;

namespace MuSiCa.Service.Models;

/// <summary>The models that are served beside the default one, opened for the lanes on which that runs.</summary>
internal sealed class FurtherModels : IDisposable
{
    private readonly List<CascadeSession> _open = [];

    public FurtherModels(IOptions<ModelOptions> models, IOptions<InferenceOptions> inference)
    {
        try
        {
            Sessions = [.. models.Value.Others.Select(path => Keep(Open(ModelPackage.Load(ModelLocator.Find(path)), inference.Value)))];
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What runs each of them.</summary>
    public IReadOnlyList<LaneSession<CascadeSession>> Sessions { get; }

    public void Dispose() => _open.ForEach(static session => session.Dispose());

    /// <summary>Opens a package for the lanes.</summary>
    /// <param name="package">The package.</param>
    /// <param name="inference">What the lanes are.</param>
    /// <returns>Its sessions, which the caller disposes of.</returns>
    public static LaneSession<CascadeSession> Open(ModelPackage package, InferenceOptions inference)
    {
        var session = CascadeSession.Open(package, inference.ToExecution());
        try
        {
            return new LaneSession<CascadeSession>(session)
            {
                Alone = inference.OpenAlone(session.Provider.Active, alone => CascadeSession.Open(package, alone)),
            };
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private LaneSession<CascadeSession> Keep(LaneSession<CascadeSession> lane)
    {
        _open.Add(lane.Session);
        if (lane.Alone is { } alone)
        {
            _open.Add(alone);
        }

        return lane;
    }
}
