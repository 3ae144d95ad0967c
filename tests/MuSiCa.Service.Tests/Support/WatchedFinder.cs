using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MuSiCa.Inference;
using MuSiCa.Service.Finding;

namespace MuSiCa.Service.Tests;

/// <summary>The tiny finder, with something to do before each of its runs.</summary>
internal sealed class WatchedFinder : IFinderFolder
{
    /// <summary>Called at the start of every run with the number of views.</summary>
    public Action<int> OnRun { get; set; } = static _ => { };

    public FinderSession Open(ExecutionOptions options)
    {
        FinderSession real = FinderSession.Open(FinderPackage.Load(TestPaths.TinyFinder), options);
        return new FinderSession(real.Package, new Graph(this, real), real.Provider);
    }

    /// <summary>Has a service use it.</summary>
    public void Into(IServiceCollection services) => services.Replace(ServiceDescriptor.Singleton<IFinderFolder>(this));

    private sealed class Graph(WatchedFinder owner, FinderSession real) : IFinderGraph, IDisposable
    {
        public int PaddedCount(int count) => real.Graph.PaddedCount(count);

        public void Run(FinderBatch batch)
        {
            owner.OnRun(batch.Count);
            real.Graph.Run(batch);
        }

        public void Dispose() => real.Dispose();
    }
}
