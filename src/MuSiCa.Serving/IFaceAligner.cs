namespace MuSiCa.Serving;

/// <summary>
/// Aligns the faces of many callers at once on one model. Places come first: a caller asks for as many as it has faces,
/// before it spends work on them, and is refused as a whole when there are not enough.
/// </summary>
public interface IFaceAligner
{
    /// <summary>Takes places for faces.</summary>
    /// <param name="faces">How many faces the caller is going to hand over, above 0.</param>
    /// <returns>The places. Dispose of them when the last face has been handed over or none will follow.</returns>
    /// <exception cref="AdmissionException">There are not enough places, or the aligner is draining.</exception>
    IFaceAdmission Admit(int faces);

    /// <summary>Runs what will be needed once, so that the first callers do not pay for it.</summary>
    Task WarmUpAsync(CancellationToken cancellationToken);

    /// <summary>Refuses new faces from now on and finishes those whose places are taken.</summary>
    /// <returns>Completes when every place is free; cancelling the token only stops the waiting.</returns>
    Task DrainAsync(CancellationToken cancellationToken);
}
