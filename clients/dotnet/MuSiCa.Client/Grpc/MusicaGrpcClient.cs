using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;
using Microsoft.Extensions.Options;
using V1 = MuSiCa.Protos.V1;

namespace MuSiCa.Client;

/// <summary>
/// Asks the service over gRPC. Every call ends with a <see cref="MusicaException"/> where the service refuses it or cannot be reached,
/// and with a <see cref="TimeoutException"/> where <see cref="MusicaClientOptions.Deadline"/> is over before its answer is there.
/// </summary>
public sealed class MusicaGrpcClient : IDisposable
{
    private const string Service = "musica.v1.FaceLandmarker";
    private const int LargestMessage = 64 << 20;

    private readonly GrpcChannel _channel;
    private readonly V1.FaceLandmarker.FaceLandmarkerClient _client;
    private readonly MusicaClientOptions _options;
    private readonly Metadata _headers = [];

    /// <summary>Made by <see cref="MusicaClientServices.AddMusicaClient"/>.</summary>
    /// <param name="options">The address, the key, the deadline and the attempts.</param>
    public MusicaGrpcClient(IOptions<MusicaClientOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Value;
        _channel = GrpcChannel.ForAddress(_options.GrpcUrl, new GrpcChannelOptions
        {
            MaxReceiveMessageSize = LargestMessage,
            MaxRetryAttempts = _options.Attempts,
            MaxRetryBufferPerCallSize = LargestMessage,
            MaxRetryBufferSize = 4L * LargestMessage,
            ServiceConfig = _options.Attempts > 1 ? Retries() : null,
        });
        _client = new V1.FaceLandmarker.FaceLandmarkerClient(_channel);
        if (_options.Key is { } key)
        {
            _headers.Add("authorization", $"Bearer {key}");
        }
    }

    /// <summary>
    /// Landmarks of the faces in a photo: of those in <see cref="LocateOptions.Boxes"/>, without any of all it finds. A face that has
    /// no time left before the deadline for its next stage leaves with what it has.
    /// </summary>
    /// <param name="photo">The bytes of an image file.</param>
    /// <param name="options">Which faces, and when they may leave.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<Answer> LocateAsync(
        ReadOnlyMemory<byte> photo, LocateOptions? options = null, CancellationToken cancellationToken = default) =>
        LocateAsync(Messages.Image(photo), options, cancellationToken);

    /// <inheritdoc cref="LocateAsync(ReadOnlyMemory{byte}, LocateOptions?, CancellationToken)"/>
    /// <param name="pixels">Samples as they lie in memory.</param>
    /// <param name="options">Which faces, and when they may leave.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<Answer> LocateAsync(Pixels pixels, LocateOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        return LocateAsync(Messages.Image(pixels), options, cancellationToken);
    }

    /// <summary>The boxes of the faces alone.</summary>
    /// <param name="photo">The bytes of an image file.</param>
    /// <param name="options">Which faces.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<FoundBoxes> FindAsync(
        ReadOnlyMemory<byte> photo, LocateOptions? options = null, CancellationToken cancellationToken = default)
    {
        V1.Find find = Messages.Find(options ?? new LocateOptions());
        find.BoxesOnly = true;
        var request = new V1.LocateRequest { Image = Messages.Image(photo), Find = find };
        return Messages.ReadBoxes(await CallAsync(_client.LocateAsync, request, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>What a model is, and what its landmarks mean.</summary>
    /// <param name="name">Its name; that of the default if <see langword="null"/>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<ModelInfo> GetModelAsync(string? name = null, CancellationToken cancellationToken = default)
    {
        var request = new V1.GetModelRequest { Model = name ?? string.Empty };
        return Messages.Read(await CallAsync(_client.GetModelAsync, request, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// Follows the faces of a video: an answer for each frame, in their order, while more are being taken. Frames are taken no faster
    /// than the service takes them; what they throw ends the stream and is thrown here. Leave the loop to end the stream early: the
    /// token of the frames is cancelled then, and their end awaited. A stream has no deadline and is not tried again.
    /// </summary>
    /// <param name="frames">The frames.</param>
    /// <param name="options">How they are followed.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public async IAsyncEnumerable<FrameAnswer> TrackAsync(
        IAsyncEnumerable<VideoFrame> frames,
        TrackOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using AsyncDuplexStreamingCall<V1.Frame, V1.FrameLandmarks> call = _client.Track(_headers, cancellationToken: stop.Token);
        Task<ExceptionDispatchInfo?> sending = SendAsync(call.RequestStream, frames, options ?? new TrackOptions(), stop);
        try
        {
            while (await NextAsync(call.ResponseStream, sending, cancellationToken).ConfigureAwait(false))
            {
                yield return Messages.Read(call.ResponseStream.Current);
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await sending.ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _channel.Dispose();

    private async Task<Answer> LocateAsync(V1.Image image, LocateOptions? options, CancellationToken cancellationToken)
    {
        V1.LocateRequest request = Messages.Request(image, options ?? new LocateOptions());
        return Messages.Read(await CallAsync(_client.LocateAsync, request, cancellationToken).ConfigureAwait(false));
    }

    private async Task<TResponse> CallAsync<TRequest, TResponse>(
        Func<TRequest, CallOptions, AsyncUnaryCall<TResponse>> method, TRequest request, CancellationToken cancellationToken)
    {
        // gRPC counts its deadlines by the clock of the machine.
        var options = new CallOptions(_headers, DateTime.UtcNow + _options.Deadline, cancellationToken);
        try
        {
            using AsyncUnaryCall<TResponse> call = method(request, options);
            return await call.ResponseAsync.ConfigureAwait(false);
        }
        catch (RpcException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Failures.Read(exception);
        }
    }

    private static async Task<bool> NextAsync(
        IAsyncStreamReader<V1.FrameLandmarks> answers, Task<ExceptionDispatchInfo?> sending, CancellationToken cancellationToken)
    {
        try
        {
            return await answers.MoveNext(cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (exception.StatusCode == StatusCode.Cancelled)
            {
                (await sending.ConfigureAwait(false))?.Throw();
            }

            throw Failures.Read(exception);
        }
    }

    /// <returns>What the frames threw.</returns>
    private static async Task<ExceptionDispatchInfo?> SendAsync(
        IClientStreamWriter<V1.Frame> stream, IAsyncEnumerable<VideoFrame> frames, TrackOptions options, CancellationTokenSource stop)
    {
        try
        {
            long number = 0;
            await foreach (VideoFrame frame in frames.WithCancellation(stop.Token).ConfigureAwait(false))
            {
                V1.Frame message = Messages.Frame(frame, number);
                if (number == 0)
                {
                    message.Config = Messages.Config(options);
                }

                // Waits while the service is behind.
                if (!await TryAsync(stream.WriteAsync(message, stop.Token)).ConfigureAwait(false))
                {
                    return null;
                }

                number++;
            }

            await TryAsync(stream.CompleteAsync()).ConfigureAwait(false);
            return null;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
#pragma warning disable CA1031 // Whatever it is, it is thrown where the answers are read.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await stop.CancelAsync().ConfigureAwait(false);
            return ExceptionDispatchInfo.Capture(exception);
        }
    }

    /// <summary>Whether it was written; the answers of a call that is over say why it is.</summary>
    private static async Task<bool> TryAsync(Task writing)
    {
        try
        {
            await writing.ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is RpcException or InvalidOperationException)
        {
            return false;
        }
    }

    private ServiceConfig Retries()
    {
        RetryPolicy policy = new()
        {
            MaxAttempts = _options.Attempts,
            InitialBackoff = _options.FirstWait,
            MaxBackoff = _options.LongestWait,
            BackoffMultiplier = 2,
            RetryableStatusCodes = { StatusCode.ResourceExhausted, StatusCode.Unavailable },
        };
        return new ServiceConfig
        {
            MethodConfigs =
            {
                new MethodConfig
                {
                    Names = { new MethodName { Service = Service, Method = "Locate" }, new MethodName { Service = Service, Method = "GetModel" } },
                    RetryPolicy = policy,
                },
            },
        };
    }
}
