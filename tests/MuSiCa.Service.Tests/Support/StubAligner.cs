using MuSiCa.Cascade;
using MuSiCa.Serving;

namespace MuSiCa.Service.Tests;

/// <summary>An aligner that does what a test tells it.</summary>
internal sealed class StubAligner : IFaceAligner
{
    /// <summary>Decides about places; by default there are always enough.</summary>
    public Action<int> OnAdmit { get; set; } = static _ => { };

    public Func<CancellationToken, Task<FaceAlignment>> OnAlign { get; set; } =
        static _ => Task.FromException<FaceAlignment>(new NotSupportedException("This test aligns nothing."));

    public Func<CancellationToken, Task> OnWarmUp { get; set; } = static _ => Task.CompletedTask;

    public IFaceAdmission Admit(int faces)
    {
        OnAdmit(faces);
        return new Admission(this);
    }

    public Task WarmUpAsync(CancellationToken cancellationToken) => OnWarmUp(cancellationToken);

    public Task DrainAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private sealed class Admission(StubAligner owner) : IFaceAdmission
    {
        public async ValueTask<FaceAlignment> AlignAsync(PreparedFace face, ExitLimits limits, CancellationToken cancellationToken)
        {
            using (face)
            {
                return await owner.OnAlign(cancellationToken);
            }
        }

        public void Dispose()
        {
        }
    }
}
