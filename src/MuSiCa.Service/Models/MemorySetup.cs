using System.Globalization;
using Microsoft.Extensions.Options;
using MuSiCa.Cascade;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Uploads;
using MuSiCa.Serving;

namespace MuSiCa.Service.Models;

/// <summary>The memory that accepted work may hold.</summary>
internal static class MemorySetup
{
    /// <summary>Creates the budget of the settings.</summary>
    /// <exception cref="OptionsValidationException">The largest allowed request could never be accepted.</exception>
    public static MemoryBudget Create(ServingOptions serving, RequestOptions requests, ImagingOptions imaging, ModelPackage model)
    {
        long needed = PooledBytes.MostFor(requests, imaging) + (requests.MaxFaces * PreparedFace.BytesOf(model));
        if (serving.MemoryLimit >= needed)
        {
            return new MemoryBudget(serving.MemoryLimit);
        }

        var check = new SettingsCheck(ServingOptions.Section);
        check.Fail(nameof(ServingOptions.MemoryLimit), serving.MemoryLimit.ToString(CultureInfo.InvariantCulture), string.Create(
            CultureInfo.InvariantCulture,
            $"it must be at least {needed} bytes, which the largest request of {RequestOptions.Section} may take, or that could never be "
                + $"accepted"));
        throw new OptionsValidationException(ServingOptions.Section, typeof(ServingOptions), check.Failures);
    }
}
