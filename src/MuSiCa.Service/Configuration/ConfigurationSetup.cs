using Microsoft.Extensions.Options;
using MuSiCa.Service.Administration;
using MuSiCa.Service.Security;

namespace MuSiCa.Service.Configuration;

/// <summary>Binds the section <c>MuSiCa</c> of the configuration and has all of it checked at start.</summary>
internal static class ConfigurationSetup
{
    public static IServiceCollection AddSettings(this IServiceCollection services)
    {
        services.AddGroup<ServiceSettings>();
        services.AddGroup<ModelOptions>();
        services.AddGroup<InferenceOptions>();
        services.AddGroup<ImagingOptions>();
        services.AddGroup<ServingOptions>();
        services.AddGroup<DegradedSettings>();
        services.AddGroup<ShadowSettings>();
        services.AddGroup<FollowSettings>();
        services.AddGroup<BreakerSettings>();
        services.AddGroup<RequestOptions>();
        services.AddGroup<FindingOptions>();
        services.AddGroup<HttpSettings>();
        services.AddGroup<GrpcSettings>();
        services.AddGroup<AdminSettings>();
        services.AddGroup<TrackingSettings>();
        services.AddGroup<LoggingSettings>();
        services.AddGroup<SecuritySettings>();
        services.AddGroup<RateLimitSettings>();
        return services.AddSingleton<IValidateOptions<RequestOptions>, FacesFitQueueValidator>();
    }

    private static void AddGroup<TSettings>(this IServiceCollection services)
        where TSettings : class, ISettings
    {
        services.AddOptions<TSettings>().BindConfiguration(TSettings.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TSettings>, SettingsValidator<TSettings>>();
    }
}
