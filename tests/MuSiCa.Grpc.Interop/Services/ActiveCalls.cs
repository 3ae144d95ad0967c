namespace MuSiCa.Grpc.Interop.Services;

/// <summary>Counts the requests being handled, except those that ask for the count.</summary>
internal sealed class ActiveCalls
{
    private static readonly PathString Uncounted = "/musica.testing.ServerState";

    private readonly Lock _lock = new();
    private TaskCompletionSource _none = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;

    public ActiveCalls() => _none.SetResult();

    public int Count => Volatile.Read(ref _count);

    /// <summary>Middleware around every request.</summary>
    public async Task CountAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path.StartsWithSegments(Uncounted, StringComparison.Ordinal))
        {
            await next(context);
            return;
        }

        Add();
        try
        {
            await next(context);
        }
        finally
        {
            Remove();
        }
    }

    /// <summary>Ends as soon as no request is being handled.</summary>
    public Task WaitForNoneAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _none.Task.WaitAsync(cancellationToken);
        }
    }

    private void Add()
    {
        lock (_lock)
        {
            if (_count++ == 0)
            {
                _none = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    private void Remove()
    {
        lock (_lock)
        {
            if (--_count == 0)
            {
                _none.SetResult();
            }
        }
    }
}
