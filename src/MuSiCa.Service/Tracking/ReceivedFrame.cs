using MuSiCa.Protos.V1;
using MuSiCa.Service.Grpc;
using Problem = MuSiCa.Service.Problems.Problem;

namespace MuSiCa.Service.Tracking;

/// <summary>
/// A frame that has arrived. Disposal gives its memory back and lets go of its image: the stream keeps its last message until the
/// next one comes.
/// </summary>
/// <param name="Message">The frame.</param>
/// <param name="Memory">The memory that it holds; null where there was none.</param>
/// <param name="Problem">Why it cannot be done; null where nothing is known yet.</param>
internal sealed record ReceivedFrame(Frame Message, MessageLease? Memory, Problem? Problem) : IDisposable
{
    public void Dispose()
    {
        Message.Image = null;
        Memory?.Dispose();
    }
}
