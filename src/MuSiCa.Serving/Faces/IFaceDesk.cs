namespace MuSiCa.Serving;

/// <summary>Where faces report what becomes of them.</summary>
internal interface IFaceDesk
{
    /// <summary>The face has its outcome, which the caller will see after this call.</summary>
    void Settled(PendingFace face, FaceEnd end);

    /// <summary>The caller has given the face up. It may be waiting, running, or not even have begun to wait.</summary>
    void Left(PendingFace face);

    /// <summary>Nobody holds the object any more.</summary>
    void Return(PendingFace face);
}
