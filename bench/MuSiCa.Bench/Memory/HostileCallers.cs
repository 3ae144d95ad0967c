using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;

namespace MuSiCa.Bench;

/// <summary>The hostile callers of one mix. They go away, answered or not, when the attack ends.</summary>
internal sealed class HostileCallers(IPEndPoint server, Uri grpc, HostileMix mix, AnswerCounts answers)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private static readonly Method<byte[], byte[]> Locate = new(
        MethodType.Unary,
        "musica.v1.FaceLandmarker",
        "Locate",
        Marshallers.Create(static message => message, static message => message),
        Marshallers.Create(static message => message, static message => message));

    public Task RunAsync(CancellationToken ending) => Task.WhenAll(
        Enumerable.Range(0, mix.Callers).Select(_ => Task.Run(() => CallAsync(ending), CancellationToken.None)));

    private async Task CallAsync(CancellationToken ending)
    {
        while (!ending.IsCancellationRequested)
        {
            try
            {
                await (mix.Way == HostileWay.Grpc ? CallGrpcAsync(ending) : ConnectAsync(ending));
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or IOException or FormatException)
            {
                // A server may drop hostile callers; whether it lives is seen by the good ones.
            }

            await Task.Delay(Pause, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Returns when the connection is of no more use.
    private async Task ConnectAsync(CancellationToken ending)
    {
        using RawConnection connection = await RawConnection.OpenAsync(server, ending);
        if (mix.Way == HostileWay.HalfSent)
        {
            // Whatever the answer, such a caller sends no more and reads nothing.
            await connection.SendAsync(mix.Request, ending);
            await Task.Delay(Timeout.InfiniteTimeSpan, ending);
        }

        for (bool closes = false; !closes;)
        {
            RawAnswer answer = await connection.ExchangeAsync(mix.Request, ending);
            answers.Count(answer.Kind);
            closes = answer.Closes;
            if (mix.Way == HostileWay.KeptOpen && !closes)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, ending);
            }

            if (!answer.IsOk && !closes)
            {
                await Task.Delay(Pause, ending);
            }
        }
    }

    private async Task CallGrpcAsync(CancellationToken ending)
    {
        using var channel = GrpcChannel.ForAddress(grpc, new GrpcChannelOptions { MaxSendMessageSize = null });
        CallInvoker invoker = channel.CreateCallInvoker();
        while (!ending.IsCancellationRequested)
        {
            try
            {
                await invoker.AsyncUnaryCall(Locate, null, new CallOptions(cancellationToken: ending), mix.Request);
                answers.Count("gRPC OK");
            }
            catch (RpcException exception)
            {
                if (ending.IsCancellationRequested || exception.StatusCode == StatusCode.Unavailable)
                {
                    return;
                }

                answers.Count($"gRPC {exception.StatusCode}");
                await Task.Delay(Pause, ending);
            }
        }
    }
}
