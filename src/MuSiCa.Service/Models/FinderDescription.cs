using MuSiCa.Inference;

namespace MuSiCa.Service.Models;

/// <summary>What the loaded finder is and what it runs on.</summary>
/// <param name="Name">Name of the package.</param>
/// <param name="Version">Version of the package.</param>
/// <param name="License">Terms under which it may be used.</param>
/// <param name="Box">Which box of a face it finds.</param>
/// <param name="Threshold">Least score of a find where the settings name none.</param>
/// <param name="MultiplyAdds">Multiply-adds for one view.</param>
/// <param name="Metrics">Figures measured by the trainer, by name.</param>
/// <param name="Provider">What it runs on.</param>
internal sealed record FinderDescription(
    string Name,
    string Version,
    string License,
    string Box,
    float Threshold,
    long MultiplyAdds,
    IReadOnlyDictionary<string, double> Metrics,
    ProviderDescription Provider)
{
    public static FinderDescription Of(FinderSession session) => new(
        session.Package.Name,
        session.Package.Version,
        session.Package.License,
        session.Package.Box,
        session.Package.Threshold,
        session.Package.Graph.MultiplyAdds,
        session.Package.Metrics,
        ProviderDescription.Of(session.Provider));
}
