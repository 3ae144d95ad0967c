using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace MuSiCa.Client;

/// <summary>Adds the clients to the services of a program.</summary>
public static class MusicaClientServices
{
    /// <summary>
    /// Adds <see cref="MusicaClient"/> and <see cref="MusicaGrpcClient"/>. The options are checked when the program starts. A
    /// <see cref="TimeProvider"/> among the services is used for waits and deadlines.
    /// </summary>
    /// <param name="services">The services of the program.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The builder of the HTTP client of <see cref="MusicaClient"/>, for further handlers.</returns>
    public static IHttpClientBuilder AddMusicaClient(this IServiceCollection services, Action<MusicaClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<MusicaClientOptions>().Configure(configure ?? (static _ => { })).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MusicaClientOptions>, MusicaClientOptionsValidator>());
        services.TryAddSingleton<MusicaGrpcClient>();

        IHttpClientBuilder builder = services.AddHttpClient<MusicaClient>(static (provider, http) =>
        {
            http.BaseAddress = provider.GetRequiredService<IOptions<MusicaClientOptions>>().Value.Url;

            // The deadline of a call covers all its attempts and is kept by the client.
            http.Timeout = Timeout.InfiniteTimeSpan;
        });
        builder.AddResilienceHandler("musica", static (pipeline, context) => RefusedCalls.Retry(pipeline, context.ServiceProvider));
        return builder;
    }
}
