using MuSiCa.Cascade;

namespace MuSiCa.Serving;

/// <summary>Places of one caller in a lane.</summary>
internal sealed class LaneAdmission(SingleLane lane, int places) : IFaceAdmission
{
    private int _unused = places;

    public ValueTask<FaceAlignment> AlignAsync(PreparedFace face, ExitLimits limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(face);
        if (!TryUse())
        {
            face.Dispose();
            return ValueTask.FromException<FaceAlignment>(new InvalidOperationException(
                "Every place of this admission is taken or has been given back; admit as many faces as will be aligned."));
        }

        return lane.AlignAsync(face, limits, cancellationToken);
    }

    public void Dispose()
    {
        int unused = Interlocked.Exchange(ref _unused, 0);
        if (unused > 0)
        {
            lane.FreePlaces(unused);
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
