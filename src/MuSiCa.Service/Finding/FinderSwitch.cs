using Microsoft.Extensions.Options;
using MuSiCa.Finder;
using MuSiCa.Service.Configuration;
using MuSiCa.Serving;

namespace MuSiCa.Service.Finding;

/// <summary>The finder where the settings want one; nothing of it is loaded where they do not.</summary>
internal sealed class FinderSwitch(IServiceProvider services, IOptions<FindingOptions> options)
{
    /// <summary>Finds faces; null where that is switched off.</summary>
    public PictureSearcher? Searcher => options.Value.Enabled ? services.GetRequiredService<PictureSearcher>() : null;

    /// <summary>The engine; null where that is switched off.</summary>
    public IFaceSearch? Engine => options.Value.Enabled ? services.GetRequiredService<IFaceSearch>() : null;

    /// <summary>The session that the engine runs; null where that is switched off.</summary>
    public FinderSession? Session => options.Value.Enabled ? services.GetRequiredService<FinderLanes>().Session : null;
}
