using System.Diagnostics.CodeAnalysis;
using MuSiCa.Inference;
using MuSiCa.Serving;

namespace MuSiCa.Service.Tests;

/// <summary>An aligner that does what a test tells it.</summary>
internal sealed class StubAligner : IFaceAligner
{
    private int _returned;

    public static FaceOutcome Done { get; } = new(
        1, ExitReason.Confident, 0.03f, AlignmentStatus.Accepted, Degraded: false,
        new FaceTiming(TimeSpan.FromMicroseconds(1500), TimeSpan.FromMicroseconds(250), TimeSpan.FromMicroseconds(3125)));

    public bool IsStalled { get; set; }

    public BreakerStatus Breaker { get; set; }

    public int PlaceLimit => int.MaxValue;

    public int PlacesTaken => 0;

    /// <summary>Faces that were not aligned and have been disposed of.</summary>
    public int Returned => Volatile.Read(ref _returned);

    /// <summary>Decides about places; by default there are always enough.</summary>
    public Func<FaceOrder, AdmissionRefusal?> OnAdmit { get; set; } = static _ => null;

    public Func<PreparedFace, CancellationToken, Task<FaceOutcome>> OnAlign { get; set; } = static (_, _) => Task.FromResult(Done);

    public Func<CancellationToken, Task> OnWarmUp { get; set; } = static _ => Task.CompletedTask;

    /// <summary>One that aligns until it is given up.</summary>
    /// <param name="begun">Given when it has begun.</param>
    /// <param name="ended">Given when it was given up.</param>
    public static StubAligner Endless(Signal begun, Signal ended) => new()
    {
        OnAlign = async (_, token) =>
        {
            begun.Give();
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                ended.Give();
            }

            return Done;
        },
    };

    public bool TryAdmit(
        FaceOrder order,
        [NotNullWhen(true)] out IFaceAdmission? admission,
        [NotNullWhen(false)] out AdmissionRefusal? refusal)
    {
        refusal = OnAdmit(order);
        admission = refusal is null ? new Admission(this, order.Faces) : null;
        return refusal is null;
    }

    public Task WarmUpAsync(CancellationToken cancellationToken) => OnWarmUp(cancellationToken);

    public Task DrainAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private sealed class Admission(StubAligner owner, int places) : IFaceAdmission
    {
        public int Places => places;

        public ValueTask<IFaceAdmission> TakeAsync(int wanted, CancellationToken cancellationToken) => new(new Admission(owner, wanted));

        public async ValueTask<FaceOutcome> AlignAsync(PreparedFace face, CancellationToken cancellationToken)
        {
            try
            {
                return await owner.OnAlign(face, cancellationToken);
            }
            catch
            {
                face.Dispose();
                Interlocked.Increment(ref owner._returned);
                throw;
            }
        }

        public void Dispose()
        {
        }
    }
}
