using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using MuSiCa.Service.Configuration;
using MuSiCa.Serving;

namespace MuSiCa.Service.Finding;

/// <summary>Loads the finder of the settings and puts its engine in front of the cascade.</summary>
internal static class FinderSetup
{
    public static IServiceCollection AddFinder(this IServiceCollection services) => services
        .AddSingleton<IFinderFolder, FinderFolder>()
        .AddSingleton<FinderLanes>()
        .AddSingleton<IFaceSearch>(CreateEngine)
        .AddSingleton<FinderSwitch>();

    private static SearchEngine CreateEngine(IServiceProvider provider)
    {
        FinderLanes lanes = provider.GetRequiredService<FinderLanes>();
        ServingOptions serving = provider.GetRequiredService<IOptions<ServingOptions>>().Value;
        return new SearchEngine(
            lanes.Lanes,
            provider.GetRequiredService<IOptions<FindingOptions>>().Value.ToSearch(lanes.Session.Provider.Active, serving),
            provider.GetRequiredService<MemoryBudget>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IMeterFactory>(),
            provider.GetRequiredService<ILogger<SearchEngine>>());
    }
}
