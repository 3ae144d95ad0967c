using MuSiCa.Cascade;

namespace MuSiCa.Serving;

/// <summary>
/// Places that a caller holds. Disposal gives back those that no face has taken; faces handed over keep theirs until they are
/// done.
/// </summary>
public interface IFaceAdmission : IDisposable
{
    /// <summary>Aligns a face on one of the places. Safe to call for several faces at the same time.</summary>
    /// <param name="face">
    /// The face, at its start shape. It is handed over whatever becomes of it: the aligner disposes of it, the caller must not
    /// touch it again.
    /// </param>
    /// <param name="limits">When the face may leave the cascade.</param>
    /// <param name="cancellationToken">Gives the face up. Its place is free at once and no other face notices.</param>
    /// <returns>The landmarks in pixels of the upright full-resolution image. Failures, too, come with the task.</returns>
    /// <exception cref="ExitLimitsException">The limits make no sense for the model.</exception>
    /// <exception cref="InvalidOperationException">Every place is taken already, or has been given back.</exception>
    /// <exception cref="StageFailedException">The model failed on the batch that the face was in.</exception>
    /// <exception cref="AdmissionException">The aligner was stopped before the face was done.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    ValueTask<FaceAlignment> AlignAsync(PreparedFace face, ExitLimits limits, CancellationToken cancellationToken);
}
