namespace MuSiCa.Service.Tests.Wire;

/// <summary>Bytes of bodies that the server takes on a connection (RFC 9113, section 5.2).</summary>
internal sealed class SendWindow(long bytes)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _bytes = bytes;

    public void Add(int more)
    {
        lock (_lock)
        {
            _bytes += more;
            _more.SetResult();
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Waits until so much may be sent.</summary>
    public async Task TakeAsync(int wanted)
    {
        while (true)
        {
            Task more;
            lock (_lock)
            {
                if (_bytes >= wanted)
                {
                    _bytes -= wanted;
                    return;
                }

                more = _more.Task;
            }

            await more.WaitAsync(WireConnection.Patience);
        }
    }
}
