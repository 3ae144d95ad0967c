using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Options;
using MuSiCa.Service.Admission;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Finding;
using MuSiCa.Service.Grpc;
using MuSiCa.Service.Hosting;
using MuSiCa.Service.Problems;
using MuSiCa.Service.Security;
using MuSiCa.Service.Tracking;
using MuSiCa.Service.Web;
using MuSiCa.Serving;

namespace MuSiCa.Service.Sockets;

/// <summary>A stream of frames over a WebSocket, as browsers have it: the same stream as the call Track, see docs/streaming.md.</summary>
internal sealed class TrackSocket(
    TrackStreams streams,
    FinderSwitch finder,
    MemoryBudget memory,
    MessageMemory messages,
    ProblemReporter problems,
    TimeProvider timeProvider,
    IOptions<SecuritySettings> security,
    IOptions<ServingOptions> serving,
    IOptions<RequestOptions> requests)
{
    /// <summary>The address.</summary>
    public const string Path = "/v1/track";

    private readonly string[] _origins = security.Value.Origins();

    /// <summary>Opens the socket and answers until it closes, or refuses it.</summary>
    public async Task HandleAsync(HttpContext http)
    {
        if (RefuseBefore(http) is { } refusal)
        {
            await http.RefuseAsync(refusal);
            return;
        }

        ClientShare client = ClientShare.Of(http);
        if (streams.Enter(client) is { } full)
        {
            await http.RefuseAsync(full);
            return;
        }

        try
        {
            // A camera that is slow is no attack; the stream has times of its own.
            if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            {
                rate.MinDataRate = null;
            }

            using WebSocket socket = await http.WebSockets.AcceptWebSocketAsync();
            await RunAsync(socket, client, http);
        }
        finally
        {
            streams.Leave(client);
        }
    }

    private async Task RunAsync(WebSocket socket, ClientShare client, HttpContext http)
    {
        using var left = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        await using var frames = new SocketFrames(socket, memory, messages, client, requests.Value.MaxBytes, timeProvider, left);
        Problem? problem = null;
        WebSocketCloseStatus status = WebSocketCloseStatus.NormalClosure;
        try
        {
            await streams.RunAsync(
                frames, (result, query) => SendAsync(socket, SocketAnswer.From(result, query, http), left.Token), http, left.Token);
        }
        catch (Exception) when (left.IsCancellationRequested)
        {
            // Nobody is there to be told anything.
        }
        catch (SocketFault fault)
        {
            (status, problem) = (fault.Status, fault.Problem);
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException or IOException)
        {
            // The client does not take its answers.
            return;
        }
        catch (Exception exception)
        {
            problem = problems.Report(http, exception);
            status = problem.Type == ProblemTypes.Draining ? WebSocketCloseStatus.EndpointUnavailable
                : problem.Type.Status >= StatusCodes.Status500InternalServerError ? WebSocketCloseStatus.InternalServerError
                : WebSocketCloseStatus.PolicyViolation;
        }

        if (problem is not null && await IsGoneAsync(SendAsync(socket, new SocketAnswer().With(problem, http), left.Token)))
        {
            return;
        }

        await frames.CloseAsync(status, problem?.Type.Name ?? string.Empty, serving.Value.CloseTimeout);
    }

    private static async Task<bool> IsGoneAsync(Task sending)
    {
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !sending.IsCompletedSuccessfully;
    }

    // A client that takes no answers holds a place and memory that others want.
    private async Task SendAsync(WebSocket socket, SocketAnswer answer, CancellationToken cancellationToken)
    {
        using var time = new CancellationTokenSource(requests.Value.Timeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
        await socket.SendAsync(
            JsonSerializer.SerializeToUtf8Bytes(answer, ServiceJson.Answers.SocketAnswer), WebSocketMessageType.Text, endOfMessage: true, either.Token);
    }

    private Problem? RefuseBefore(HttpContext http)
    {
        if (!http.WebSockets.IsWebSocketRequest)
        {
            return new Problem(ProblemTypes.RequestMalformed,
                $"{Path} is a WebSocket: open it with ws:// or wss:// and a client that speaks it (RFC 6455).");
        }

        if (!IsAllowed(http.Request))
        {
            return new Problem(ProblemTypes.OriginForbidden,
                "The page that opens this stream is from another origin than the service, and not from one that may (setting "
                    + "MuSiCa:Security:AllowedOrigins).");
        }

        return finder.Engine is null ? new Problem(ProblemTypes.BoxRequired,
            "Finding faces is switched off in this service (setting MuSiCa:Finding:Enabled), and frames of a WebSocket bring no boxes. "
                + "Use the gRPC call Track.") : null;
    }

    // Browsers do not ask before they open a socket, as they do before other calls; those that are no browser send no origin.
    private bool IsAllowed(HttpRequest request) =>
        request.Headers.Origin is not [{ } origin]
            ? request.Headers.Origin.Count == 0
            : origin.EndsWith($"://{request.Host.Value}", StringComparison.OrdinalIgnoreCase)
                || _origins.Contains(SecuritySettings.AnyOrigin) || _origins.Contains(origin, StringComparer.OrdinalIgnoreCase);
}

/// <summary>Puts <see cref="TrackSocket"/> into the service.</summary>
internal static class TrackSocketSetup
{
    // RFC 6455 over HTTP/1.1, RFC 8441 over HTTP/2.
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Connect];

    public static IServiceCollection AddTrackSockets(this IServiceCollection services) => services.AddSingleton<TrackSocket>();

    public static IEndpointRouteBuilder MapTrackSockets(this IEndpointRouteBuilder routes)
    {
        TrackSocket socket = routes.ServiceProvider.GetRequiredService<TrackSocket>();
        routes.MapMethods(TrackSocket.Path, Methods, socket.HandleAsync).WithMetadata(OwnSizeLimit.Instance).ExcludeFromDescription();
        return routes;
    }
}
