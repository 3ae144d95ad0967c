using Microsoft.Extensions.Options;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Models;
using MuSiCa.Serving;

namespace MuSiCa.Service.Finding;

/// <summary>Loads the finder of the settings and has the scheduler run it in front of the cascade.</summary>
internal static class FinderSetup
{
    public static IServiceCollection AddFinder(this IServiceCollection services) => services
        .AddSingleton<IFinderFolder, FinderFolder>()
        .AddSingleton<FinderSessions>()
        .AddSingleton<IFaceSearch>(Serve)
        .AddSingleton<FinderSwitch>();

    private static ServedDetector Serve(IServiceProvider provider)
    {
        FinderSessions sessions = provider.GetRequiredService<FinderSessions>();
        return provider.GetRequiredService<BatchScheduler>().Add(
            sessions.For(provider.GetRequiredService<LaneSet>().Lanes.Count),
            provider.GetRequiredService<IOptions<FindingOptions>>().Value.ToDetector(sessions.Session.Provider.Active),
            provider.GetRequiredService<MemoryBudget>());
    }
}
