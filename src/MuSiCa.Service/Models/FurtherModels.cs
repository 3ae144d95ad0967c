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
            Sessions = [.. models.Value.Others.Select(path => Open(path, inference.Value))];
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

    private LaneSession<CascadeSession> Open(string path, InferenceOptions inference)
    {
        var package = ModelPackage.Load(ModelLocator.Find(path, Environment.CurrentDirectory, AppContext.BaseDirectory));
        CascadeSession session = Open(package, inference.ToExecution());
        return new LaneSession<CascadeSession>(session)
        {
            Alone = session.Provider.Active == ExecutionProvider.Cpu && inference.CountLanes() > 1
                ? Open(package, inference.ToExecutionAlone())
                : null,
        };
    }

    private CascadeSession Open(ModelPackage package, ExecutionOptions execution)
    {
        var session = CascadeSession.Open(package, execution);
        _open.Add(session);
        return session;
    }
}
