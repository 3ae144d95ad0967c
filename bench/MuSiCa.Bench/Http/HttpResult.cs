namespace MuSiCa.Bench;

/// <summary>What came out over HTTP.</summary>
/// <param name="Points">Every server under every load.</param>
/// <param name="Agreements">How the peers' answers compare with the service's.</param>
/// <param name="Phases">Where the time goes in the service.</param>
/// <param name="OverPeer">Photos a second of the service over the better peer's; null without a peer.</param>
/// <param name="Reason">Why there is no such ratio; null when there is one.</param>
internal sealed record HttpResult(
    IReadOnlyList<HttpPoint> Points,
    IReadOnlyList<HttpAgreement> Agreements,
    IReadOnlyList<HttpPhases> Phases,
    double? OverPeer,
    string? Reason);
