using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace MuSiCa.Client.Tests;

/// <summary>Stands for the service: gives answers in turn.</summary>
internal sealed class ScriptedHandler(params Func<HttpResponseMessage?>[] replies) : HttpMessageHandler
{
    private int _next;

    public List<(Uri? Address, string Body, AuthenticationHeaderValue? Key)> Seen { get; } = [];

    public static HttpResponseMessage Answer() => new(HttpStatusCode.OK)
    {
        Content = new StringContent(
            """{"model":{"name":"m","version":"1"},"image":{"width":4,"height":3},"faces":[]}""", Encoding.UTF8, "application/json"),
    };

    /// <summary>Does not come until the request is given up.</summary>
    public static HttpResponseMessage? Never() => null;

    public static Func<HttpResponseMessage> Refusal(string type, int status, RetryConditionHeaderValue? retryAfter = null) => () =>
    {
        var response = new HttpResponseMessage((HttpStatusCode)status)
        {
            Content = new StringContent(
                $$"""{"type":"urn:musica:problem:{{type}}","title":"{{type}}","status":{{status}},"detail":"No."}""",
                Encoding.UTF8,
                "application/problem+json"),
        };
        response.Headers.RetryAfter = retryAfter;
        return response;
    };

    /// <summary>A client that asks it.</summary>
    public MusicaClient Client(TimeProvider time, Action<MusicaClientOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton(time);
        services.AddMusicaClient(configure).ConfigurePrimaryHttpMessageHandler(() => this);
        return services.BuildServiceProvider().GetRequiredService<MusicaClient>();
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Seen.Add((request.RequestUri, await request.Content!.ReadAsStringAsync(cancellationToken), request.Headers.Authorization));
        if (replies[_next++]() is not { } response)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new OperationCanceledException(cancellationToken);
        }

        response.RequestMessage = request;
        return response;
    }
}
