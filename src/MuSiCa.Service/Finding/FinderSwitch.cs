using Microsoft.Extensions.Options;
using MuSiCa.Inference;
using MuSiCa.Service.Configuration;
using MuSiCa.Serving;

namespace MuSiCa.Service.Finding;

/// <summary>The finder where the settings want one; nothing of it is loaded where they do not.</summary>
internal sealed class FinderSwitch
{
    public FinderSwitch(IServiceProvider services, IOptions<FindingOptions> options)
    {
        if (options.Value.Enabled)
        {
            Session = services.GetRequiredService<FinderSessions>().Session;
            Engine = services.GetRequiredService<IFaceSearch>();
        }
    }

    /// <summary>The session that is served; null where finding is switched off.</summary>
    public FinderSession? Session { get; }

    /// <summary>Where photos are searched; null where finding is switched off.</summary>
    public IFaceSearch? Engine { get; }
}
