using System.Buffers;
using System.IO.Pipelines;
using MuSiCa.Service.Admission;
using MuSiCa.Service.Uploads;

namespace MuSiCa.Service.Grpc;

/// <summary>
/// Passes on a request body and counts what of it is held in memory: a message is there as a whole before anybody sees it, and many
/// callers that each send most of a large one would otherwise hold what nobody accepted. A message that does not arrive in time ends
/// the call.
/// </summary>
/// <remarks>
/// A call may end while a read of it is pending. The server gives the body to another request then, whose reads would fail: disposal
/// ends that read and waits until its reader has let go of the buffer.
/// </remarks>
/// <param name="body">The body.</param>
/// <param name="memory">Where its memory is counted.</param>
/// <param name="refuse">Makes the exception that ends the call when there is none, from the bytes that were wanted.</param>
/// <param name="deadline">The time that a message has; null where somebody else watches over it. Disposed of with the reader.</param>
internal sealed class CountedPipeReader(
    PipeReader body, MemoryAccount memory, Func<long, Exception> refuse, MessageDeadline? deadline = null) : PipeReader, IAsyncDisposable
{
    /// <summary>Bytes that any message may unpack to, whatever its size: a black frame of 4K is hardly larger (NV12).</summary>
    public const int FreeUnpacked = 16 * 1024 * 1024;

    // While a message is unpacked its buffer doubles as it grows, old and new at the same time.
    private const int BytesPerUnpacked = 2;

    private readonly Lock _lock = new();
    private ReadOnlySequence<byte> _buffer;
    private long _held;
    private long _unpacked;
    private bool _isReading;
    private bool _isOver;
    private TaskCompletionSource? _let;

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (!TryBeginRead())
        {
            return new ReadResult(default, isCanceled: true, isCompleted: false);
        }

        try
        {
            ValueTask<ReadResult> read = body.ReadAsync(cancellationToken);
            return Accept(read.IsCompleted || deadline is null ? await read : await WatchAsync(read, deadline));
        }
        catch
        {
            EndRead();
            throw;
        }
    }

    public override bool TryRead(out ReadResult result)
    {
        result = default;
        if (!TryBeginRead())
        {
            return false;
        }

        try
        {
            if (body.TryRead(out result))
            {
                Accept(result);
                return true;
            }
        }
        catch
        {
            EndRead();
            throw;
        }

        EndRead();
        return false;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (!_isReading)
        {
            return;
        }

        long left = _buffer.Slice(consumed).Length;
        if (left < _buffer.Length)
        {
            deadline?.Restart();
        }

        _buffer = default;
        lock (_lock)
        {
            Release(_held - Math.Min(left, _held) + _unpacked);
            _held = Math.Min(left, _held);
            _unpacked = 0;
        }

        body.AdvanceTo(consumed, examined);
        EndRead();
    }

    /// <summary>Counts bytes of a message that are being unpacked, until it is consumed.</summary>
    public void HoldUnpacked(int bytes)
    {
        long wanted = (long)bytes * BytesPerUnpacked;
        lock (_lock)
        {
            if (_isOver)
            {
                return;
            }

            if ((_unpacked + wanted) / BytesPerUnpacked > FreeUnpacked + (ReceivedBody.MaxRatio * _held))
            {
                throw GrpcProblem.ToException(ReceivedBody.UnpacksTooMuch());
            }

            Take(wanted);
            _unpacked += wanted;
        }
    }

    public override void CancelPendingRead() => body.CancelPendingRead();

    public override void Complete(Exception? exception = null) => body.Complete(exception);

    /// <summary>Ends a read that is pending.</summary>
    public static void CancelRead(PipeReader body)
    {
        try
        {
            body.CancelPendingRead();
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The client has left, or the server has reset the call: the read ends with that.
        }
    }

    /// <summary>Gives back what is counted, and ends a read that was left behind.</summary>
    public async ValueTask DisposeAsync()
    {
        deadline?.Dispose();
        Task let = Task.CompletedTask;
        lock (_lock)
        {
            Release(_held + _unpacked);
            _held = 0;
            _unpacked = 0;
            _isOver = true;
            if (_isReading)
            {
                _let = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                let = _let.Task;
            }
        }

        if (!let.IsCompleted)
        {
            CancelRead(body);
            await let;
        }
    }

    private async ValueTask<ReadResult> WatchAsync(ValueTask<ReadResult> read, MessageDeadline time)
    {
        time.BeginRead(body);
        try
        {
            return await read;
        }
        finally
        {
            time.EndRead();
        }
    }

    // What is not accepted was read all the same.
    private ReadResult Accept(in ReadResult result)
    {
        try
        {
            deadline?.ThrowIfOver();
            Hold(result.Buffer.Length);
        }
        catch
        {
            body.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            throw;
        }

        _buffer = result.Buffer;
        return result;
    }

    private bool TryBeginRead()
    {
        lock (_lock)
        {
            return !_isOver && (_isReading = true);
        }
    }

    private void EndRead()
    {
        lock (_lock)
        {
            _isReading = false;
            _let?.TrySetResult();
        }
    }

    private void Hold(long bytes)
    {
        lock (_lock)
        {
            if (!_isOver && bytes > _held)
            {
                Take(bytes - _held);
                _held = bytes;
            }
        }
    }

    private void Take(long bytes)
    {
        if (!memory.TryTake(bytes))
        {
            throw refuse(bytes);
        }
    }

    private void Release(long bytes)
    {
        if (bytes > 0)
        {
            memory.Free(bytes);
        }
    }
}
