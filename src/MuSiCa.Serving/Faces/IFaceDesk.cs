namespace MuSiCa.Serving;

/// <summary>Where faces report what becomes of them.</summary>
internal interface IFaceDesk
{
    /// <summary>The face has its landmarks; the caller will see that after this call.</summary>
    void Completed(PendingFace face, in FaceOutcome outcome);

    /// <summary>The face gets no landmarks; the caller will see that after this call.</summary>
    void Failed(PendingFace face, FaceEnd end);

    /// <summary>The caller has given the face up. It may be waiting, running, or not even have begun to wait.</summary>
    void Left(PendingFace face);

    /// <summary>Nobody holds the object any more.</summary>
    void Return(PendingFace face);
}
