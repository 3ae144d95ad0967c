using System.Buffers;
using System.IO.Pipelines;
using MuSiCa.Serving;

namespace MuSiCa.Service.Grpc;

/// <summary>
/// Passes on a request body and counts what of it is held in memory: a message is there as a whole before anybody sees it, and many
/// callers that each send most of a large one would otherwise hold what nobody accepted.
/// </summary>
/// <param name="body">The body.</param>
/// <param name="memory">Where its memory is counted.</param>
/// <param name="refuse">Makes the exception that ends the call when there is none, from the bytes that were wanted.</param>
internal sealed class CountedPipeReader(PipeReader body, MemoryBudget memory, Func<long, Exception> refuse) : PipeReader, IDisposable
{
    private readonly Lock _lock = new();
    private ReadOnlySequence<byte> _buffer;
    private long _held;
    private bool _isOver;

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
        Count(await body.ReadAsync(cancellationToken));

    public override bool TryRead(out ReadResult result)
    {
        if (!body.TryRead(out result))
        {
            return false;
        }

        Count(result);
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        Hold(_buffer.Slice(consumed).Length);
        _buffer = default;
        body.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => body.CancelPendingRead();

    public override void Complete(Exception? exception = null) => body.Complete(exception);

    /// <summary>Gives back what is counted. Reads that are left behind end with the body, and count no more.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            memory.Free(_held);
            _held = 0;
            _isOver = true;
        }
    }

    private ReadResult Count(in ReadResult result)
    {
        _buffer = result.Buffer;
        Hold(_buffer.Length);
        return result;
    }

    private void Hold(long bytes)
    {
        lock (_lock)
        {
            if (_isOver)
            {
                return;
            }

            if (bytes > _held && !memory.TryTake(bytes - _held))
            {
                throw refuse(bytes - _held);
            }

            if (bytes < _held)
            {
                memory.Free(_held - bytes);
            }

            _held = bytes;
        }
    }
}
