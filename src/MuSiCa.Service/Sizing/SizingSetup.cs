using Microsoft.Extensions.Options;
using MuSiCa.Inference;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Finding;
using MuSiCa.Service.Models;

namespace MuSiCa.Service.Sizing;

/// <summary>Divides the memory of the container among what needs it.</summary>
internal static class SizingSetup
{
    public static IServiceCollection AddSizing(this IServiceCollection services) => services
        .AddSingleton(static provider => Plan(provider, ContainerMemory.ReadLimit()))
        .AddSingleton<HeapLimit>()
        .AddSingleton(FittedRequests);

    private static MemoryPlan Plan(IServiceProvider provider, long? limit)
    {
        CascadeSession session = provider.GetRequiredService<CascadeSession>();
        FinderPackage? finder = provider.GetRequiredService<IOptions<FindingOptions>>().Value.Enabled
            ? provider.GetRequiredService<FinderSessions>().Session.Package
            : null;
        IEnumerable<string> files = provider.GetRequiredService<FurtherModels>().Sessions
            .Select(static lane => lane.Session.Package)
            .Prepend(session.Package)
            .SelectMany(static package => package.Stages)
            .Select(static stage => stage.Path);
        long native = MemoryPlan.NativeBytes(
            files.Concat(finder is null ? [] : [finder.Graph.Path]).Where(File.Exists).Sum(static file => new FileInfo(file).Length),
            session.Provider.Active,
            provider.GetRequiredService<IOptions<InferenceOptions>>().Value.CountLanes());
        long machine = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return MemoryPlan.Create(
            limit ?? machine, limit is not null, native, provider.GetRequiredService<IOptions<ServingOptions>>().Value.MemoryLimit);
    }

    // In place of the options as they are configured: everyone who asks for them is to see the same.
    private static IOptions<RequestOptions> FittedRequests(IServiceProvider provider)
    {
        RequestOptions configured = provider.GetRequiredService<IOptionsMonitor<RequestOptions>>().CurrentValue;
        MemoryPlan plan = provider.GetRequiredService<MemoryPlan>();
        return Options.Create(plan.IsAutomatic
            ? RequestFit.Fit(
                configured,
                provider.GetRequiredService<IOptions<ImagingOptions>>().Value,
                ModelSetup.Largest(provider),
                plan)
            : configured);
    }
}
