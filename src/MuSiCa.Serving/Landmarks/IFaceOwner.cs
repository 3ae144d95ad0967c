namespace MuSiCa.Serving;

/// <summary>Who admitted a face, decides when it is through, and is told what becomes of it.</summary>
internal interface IFaceOwner
{
    /// <summary>Whether a face that has run a stage is good enough, or has run all the stages it may.</summary>
    /// <returns>How it leaves; null where it goes on.</returns>
    FaceOutcome? Decide(PendingFace face);

    /// <summary>How a face leaves that has no time for its next stage; null where it has run none.</summary>
    FaceOutcome? DecideLate(PendingFace face);

    /// <summary>The face has its landmarks; the caller will see that after this call.</summary>
    void Completed(PendingFace face, in FaceOutcome outcome);

    /// <summary>The face gets no landmarks; the caller will see that after this call.</summary>
    void Failed(PendingFace face, WorkEnd end);

    /// <summary>The caller has given the face up. It may be waiting, running, or not even have begun to wait.</summary>
    void Left(PendingFace face);

    /// <summary>Nobody holds the object any more.</summary>
    void Return(PendingFace face);
}
