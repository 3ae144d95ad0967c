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
