namespace MuSiCa.Serving;

/// <summary>How long a face takes in this lane at present, from the batches that it has run.</summary>
internal sealed class FaceRate
{
    // Follows a change of load within about ten batches without jumping at a single slow one.
    private const double Weight = 0.1;

    private static readonly TimeSpan Unmeasured = TimeSpan.FromSeconds(1);

    private double _secondsPerFace;

    public void Note(int faces, TimeSpan elapsed)
    {
        double seconds = elapsed.TotalSeconds / faces;
        double before = Volatile.Read(ref _secondsPerFace);
        Volatile.Write(ref _secondsPerFace, before == 0 ? seconds : before + (Weight * (seconds - before)));
    }

    /// <summary>How long a number of faces will take.</summary>
    public TimeSpan Estimate(int faces)
    {
        double seconds = Volatile.Read(ref _secondsPerFace);
        return seconds == 0 ? Unmeasured : TimeSpan.FromSeconds(faces * seconds);
    }
}
