using MuSiCa.Cascade;

namespace MuSiCa.Serving;

/// <summary>Places of one caller.</summary>
internal sealed class FaceAdmission(FaceScheduler scheduler, int places, FaceTerms terms) : IFaceAdmission
{
    private int _unused = places;

    public ValueTask<FaceOutcome> AlignAsync(PreparedFace face, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(face);
        if (!TryUse())
        {
            face.Dispose();
            return ValueTask.FromException<FaceOutcome>(new InvalidOperationException(
                "Every place of this admission is taken or has been given back; admit as many faces as will be aligned."));
        }

        return scheduler.Take(face, terms, cancellationToken);
    }

    public void Dispose()
    {
        int unused = Interlocked.Exchange(ref _unused, 0);
        if (unused > 0)
        {
            scheduler.FreeUnused(unused);
        }
    }

    private bool TryUse()
    {
        int seen = Volatile.Read(ref _unused);
        while (seen > 0)
        {
            int before = Interlocked.CompareExchange(ref _unused, seen - 1, seen);
            if (before == seen)
            {
                return true;
            }

            seen = before;
        }

        return false;
    }
}
