namespace MuSiCa.Service.Tracking;

/// <summary>The frames of one stream as its protocol brings them, for one reader.</summary>
internal interface IFrameSource
{
    /// <summary>Waits for the next frame. One wait at a time; one that is left behind ends with the stream.</summary>
    /// <returns>False at the end of the stream.</returns>
    Task<bool> MoveNextAsync(CancellationToken cancellationToken);

    /// <summary>Takes the frame that has come, once; its memory is the caller's to give back.</summary>
    ReceivedFrame Take();

    /// <summary>What the sender calls a field of the configuration, given as in <c>max_faces</c>.</summary>
    string NameOf(string field);
}
