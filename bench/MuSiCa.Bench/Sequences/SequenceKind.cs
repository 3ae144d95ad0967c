namespace MuSiCa.Bench;

/// <summary>What happens in a sequence.</summary>
internal enum SequenceKind
{
    /// <summary>Nothing but noise.</summary>
    Still,

    /// <summary>The face moves from side to side.</summary>
    Pan,

    /// <summary>It comes nearer and goes back.</summary>
    Zoom,

    /// <summary>It turns by 30° to either side in the plane of the picture.</summary>
    Rotate,

    /// <summary>All faces of a photo at once, panned and zoomed.</summary>
    Crowd,

    /// <summary>A block slides over the face and off again.</summary>
    Occlusion,

    /// <summary>Another person at another place.</summary>
    CutElsewhere,

    /// <summary>Another person where the first one was.</summary>
    CutInPlace,

    /// <summary>A picture without anybody.</summary>
    CutToNothing,

    /// <summary>The face leaves the picture and comes back.</summary>
    Leave,
}
