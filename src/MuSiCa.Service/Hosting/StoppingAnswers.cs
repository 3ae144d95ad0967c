using Microsoft.AspNetCore.Connections.Features;

namespace MuSiCa.Service.Hosting;

/// <summary>
/// Tells clients with every answer, from the signal to stop on, that their next request should go over another connection, and so to
/// another instance: <c>Connection: close</c> over HTTP/1.1, GOAWAY over HTTP/2. Closing connections that are idle instead would meet
/// requests that are on their way.
/// </summary>
internal static class StoppingAnswers
{
    /// <summary>To be at the head of the pipeline, so that every answer has passed it.</summary>
    public static IApplicationBuilder UseStoppingAnswers(this IApplicationBuilder app)
    {
        ServiceState state = app.ApplicationServices.GetRequiredService<ServiceState>();

        // Looked at when the answer begins: the signal may come while it is being made.
        Func<object, Task> mark = http => Mark((HttpContext)http, state.Phase);
        return app.Use((http, next) =>
        {
            http.Response.OnStarting(mark, http);
            return next(http);
        });
    }

    private static Task Mark(HttpContext http, ServicePhase phase)
    {
        if (phase >= ServicePhase.Leaving)
        {
            if (HttpProtocol.IsHttp2(http.Request.Protocol))
            {
                http.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
            }
            else if (http.Response.StatusCode != StatusCodes.Status101SwitchingProtocols)
            {
                http.Response.Headers.Connection = "close";
            }
        }

        return Task.CompletedTask;
    }
}
