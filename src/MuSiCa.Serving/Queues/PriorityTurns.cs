namespace MuSiCa.Serving;

/// <summary>The class in which work waits.</summary>
public enum FacePriority
{
    /// <summary>Somebody waits for it.</summary>
    Interactive,

    /// <summary>Work in the background: goes after interactive work, but gets at least one place in four of what is run.</summary>
    Bulk,
}

/// <summary>
/// Whose turn it is where both classes wait: of four in a row the last is a bulk one, so that neither starves. Belongs to the
/// lock of its owner.
/// </summary>
public sealed class PriorityTurns
{
    /// <summary>Turns of interactive work before one of bulk work.</summary>
    public const int Interactive = 3;

    private int _turn;

    /// <summary>How much of something bulk work may hold while it waits: it leaves room for interactive work.</summary>
    public static int BulkShare(int limit) => limit - (limit / (Interactive + 1));

    /// <summary>The class that goes next; at least one of them waits.</summary>
    /// <param name="interactiveWaits">Whether interactive work waits.</param>
    /// <param name="bulkWaits">Whether bulk work waits.</param>
    public FacePriority Next(bool interactiveWaits, bool bulkWaits)
    {
        if (!(interactiveWaits && bulkWaits))
        {
            return bulkWaits ? FacePriority.Bulk : FacePriority.Interactive;
        }

        _turn = _turn == Interactive ? 0 : _turn + 1;
        return _turn == 0 ? FacePriority.Bulk : FacePriority.Interactive;
    }
}
