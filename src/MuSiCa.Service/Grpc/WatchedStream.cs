using Grpc.Core;
using Grpc.Health.V1;

namespace MuSiCa.Service.Grpc;

/// <summary>Passes answers on and notes when one has said that the service is not serving, or never will.</summary>
internal sealed class WatchedStream(IServerStreamWriter<HealthCheckResponse> answers) : IServerStreamWriter<HealthCheckResponse>
{
    private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes once that was written.</summary>
    public Task ToldNotServing => _told.Task;

    public WriteOptions? WriteOptions
    {
        get => answers.WriteOptions;
        set => answers.WriteOptions = value;
    }

    public Task WriteAsync(HealthCheckResponse message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(HealthCheckResponse message, CancellationToken cancellationToken)
    {
        await answers.WriteAsync(message, cancellationToken);
        if (message.Status != HealthCheckResponse.Types.ServingStatus.Serving)
        {
            _told.TrySetResult();
        }
    }
}
