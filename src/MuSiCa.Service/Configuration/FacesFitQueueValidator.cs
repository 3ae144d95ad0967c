using Microsoft.Extensions.Options;

namespace MuSiCa.Service.Configuration;

/// <summary>Refuses settings under which the largest allowed request could never be accepted.</summary>
internal sealed class FacesFitQueueValidator(IConfiguration configuration) : IValidateOptions<RequestOptions>
{
    public ValidateOptionsResult Validate(string? name, RequestOptions options)
    {
        // Read anew, unchecked: what is wrong with the other group by itself is reported there.
        int limit = (configuration.GetSection(ServingOptions.Section).Get<ServingOptions>() ?? new ServingOptions()).QueueLimit;
        if (options.MaxFaces <= limit || limit < 1)
        {
            return ValidateOptionsResult.Success;
        }

        return ValidateOptionsResult.Fail(SettingsRules.Refusal(
            $"{RequestOptions.Section}:{nameof(RequestOptions.MaxFaces)}", options.MaxFaces,
            $"it must not exceed {ServingOptions.Section}:{nameof(ServingOptions.QueueLimit)}, which is {limit}, or the largest request could never be accepted"));
    }
}
