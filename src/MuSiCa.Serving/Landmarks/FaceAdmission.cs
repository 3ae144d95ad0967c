using MuSiCa.Inference;

namespace MuSiCa.Serving;

/// <summary>Places of one caller.</summary>
internal sealed class FaceAdmission(ServedCascade cascade, int places, FaceTerms terms) : IFaceAdmission
{
    private int _unused = places;

    public int Places => Volatile.Read(ref _unused);

    public async ValueTask<IFaceAdmission> TakeAsync(int wanted, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(wanted);
        int own = Use(wanted);
        int further = own == 0 ? await cascade.TakePlacesAsync(wanted, terms.Priority, cancellationToken) : 0;
        return new FaceAdmission(cascade, own + further, terms);
    }

    public ValueTask<FaceOutcome> AlignAsync(PreparedFace face, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(face);
        if (Use(1) == 0)
        {
            face.Dispose();
            return ValueTask.FromException<FaceOutcome>(new InvalidOperationException(
                "Every place of this admission is taken or has been given back; admit as many faces as will be aligned."));
        }

        return cascade.Take(face, terms, cancellationToken);
    }

    public void Dispose()
    {
        int unused = Interlocked.Exchange(ref _unused, 0);
        if (unused > 0)
        {
            cascade.FreeUnused(unused, terms.Priority);
        }
    }

    // As many as there are, at most so many.
    private int Use(int wanted)
    {
        int seen = Volatile.Read(ref _unused);
        while (seen > 0)
        {
            int used = Math.Min(seen, wanted);
            int before = Interlocked.CompareExchange(ref _unused, seen - used, seen);
            if (before == seen)
            {
                return used;
            }

            seen = before;
        }

        return 0;
    }
}

/// <summary>
/// Places that a caller holds. Disposal gives back those that no face has taken; faces handed over keep theirs until they are
/// done.
/// </summary>
public interface IFaceAdmission : IDisposable
{
    /// <summary>Places that no face has taken.</summary>
    int Places { get; }

    /// <summary>
    /// Takes places out of these for a part of the work. Where none is left it takes what is free beyond them, and waits for the first
    /// one that will be: behind others who wait, before newcomers, and never refused for want of room.
    /// </summary>
    /// <param name="wanted">How many at most, above 0.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>At least one place, at most as many as wanted; the caller disposes of them.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    ValueTask<IFaceAdmission> TakeAsync(int wanted, CancellationToken cancellationToken);

    /// <summary>Aligns a face on one of the places. Safe to call for several faces at the same time.</summary>
    /// <param name="face">
    /// The face, at its start shape. Handed over: the caller must not touch it until the task is complete. When the task
    /// succeeds the face is the caller's again, who reads its landmarks and disposes of it; else it has been disposed of.
    /// </param>
    /// <param name="cancellationToken">Gives the face up. Its place is free at once and no other face notices.</param>
    /// <returns>How the face left the cascade, to be awaited once. Failures, too, come with the task.</returns>
    /// <exception cref="InvalidOperationException">Every place is taken already, or has been given back.</exception>
    /// <exception cref="StageFailedException">The model failed on the batch that the face was in.</exception>
    /// <exception cref="StageStalledException">A stage did not come back in time with the batch that the face was in.</exception>
    /// <exception cref="DeadlineExceededException">The time of the order was over before the first stage could run.</exception>
    /// <exception cref="AdmissionException">The aligner was stopped, or its last lane stalled, before the face was done.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    ValueTask<FaceOutcome> AlignAsync(PreparedFace face, CancellationToken cancellationToken);
}
