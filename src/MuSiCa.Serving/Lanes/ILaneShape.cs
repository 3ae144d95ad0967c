namespace MuSiCa.Serving;

/// <summary>How a lane shapes its batches.</summary>
internal interface ILaneShape
{
    /// <summary>Rows that are really computed for a batch of <paramref name="faces"/>.</summary>
    int PaddedCount(int faces);
}
