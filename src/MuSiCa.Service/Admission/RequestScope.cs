using MuSiCa.Serving;

namespace MuSiCa.Service.Admission;

/// <summary>
/// A request that was accepted: its places for faces, and its share of the work. One owner, who disposes of it once nothing of the
/// request is under way any more.
/// </summary>
internal sealed class RequestScope(AdmissionControl control, IFaceAdmission places, in AdmissionOrder order) : IDisposable
{
    private readonly AdmissionOrder _order = order;
    private bool _isDone;
    private int _disposed;

    /// <summary>The places of all its images, which take theirs from here.</summary>
    public IFaceAdmission Places => places;

    /// <summary>What was asked.</summary>
    public AdmissionOrder Order => _order;

    /// <summary>Notes that the request is answered, so that its work tells how fast the service is.</summary>
    public void MarkDone() => _isDone = true;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            places.Dispose();
            control.Leave(_order, _isDone);
        }
    }
}
