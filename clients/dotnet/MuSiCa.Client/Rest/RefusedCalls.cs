using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;

namespace MuSiCa.Client;

/// <summary>Tries calls again that were refused for lack of room, or that never reached the service.</summary>
internal static class RefusedCalls
{
    /// <summary>When the deadline of a request is over.</summary>
    public static readonly HttpRequestOptionsKey<DateTimeOffset> End = new("MuSiCa.End");

    // Callers that were refused together should not all come back together.
    private const double Spread = 0.1;

    public static void Retry(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, IServiceProvider services)
    {
        MusicaClientOptions options = services.GetRequiredService<IOptions<MusicaClientOptions>>().Value;
        TimeProvider time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        if (options.Attempts == 1)
        {
            return;
        }

        pipeline.TimeProvider = time;
        pipeline.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
        {
            MaxRetryAttempts = options.Attempts - 1,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = options.FirstWait,
            MaxDelay = options.LongestWait,
            ShouldHandle = arguments => ValueTask.FromResult(
                arguments.Outcome.Exception is HttpRequestException || (arguments.Outcome.Result is { } response && Passes(response, time))),
            DelayGenerator = arguments => ValueTask.FromResult(
                Named(arguments.Outcome.Result, time) is { } wait ? wait + (Random.Shared.NextDouble() * Spread * options.FirstWait) : null as TimeSpan?),
        });
    }

    /// <summary>The time that an answer says to wait; <see langword="null"/> where it says none.</summary>
    public static TimeSpan? Named(HttpResponseMessage? response, TimeProvider time) => response?.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => TimeSpan.FromTicks(Math.Max(0, (date - time.GetUtcNow()).Ticks)),
        _ => null,
    };

    // What would be waited for beyond the deadline is told at once.
    private static bool Passes(HttpResponseMessage response, TimeProvider time) =>
        response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable &&
        !(response.RequestMessage is { } request && request.Options.TryGetValue(End, out DateTimeOffset end) &&
            time.GetUtcNow() + (Named(response, time) ?? TimeSpan.Zero) >= end);
}
