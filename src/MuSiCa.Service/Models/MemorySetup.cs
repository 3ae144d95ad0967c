using Microsoft.Extensions.Options;
using MuSiCa.Inference;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Sizing;
using MuSiCa.Service.Uploads;
using MuSiCa.Serving;

namespace MuSiCa.Service.Models;

/// <summary>
/// The memory that accepted work may hold. Three eighths are kept for the pixels of images, an eighth each for views and faces, so that
/// what has arrived always gets on; bodies and messages have the rest.
/// </summary>
internal static class MemorySetup
{
    private const int Parts = 8;
    private const int ImageParts = 3;
    private const int OtherParts = Parts - ImageParts - 2;

    /// <summary>Creates the budget that was planned.</summary>
    /// <exception cref="ContainerTooSmallException">The process may not use as much memory.</exception>
    /// <exception cref="OptionsValidationException">The largest allowed request could never be accepted.</exception>
    public static MemoryBudget Create(MemoryPlan plan, RequestOptions requests, ImagingOptions imaging, ModelPackage model)
    {
        if (plan.Heap < MemoryPlan.BaseHeap + (plan.Budget / 4))
        {
            throw new ContainerTooSmallException(plan, plan.Budget);
        }

        long needed = Math.Max(MostForBody(requests, imaging), MostForFaces(requests, model));
        if (plan.Budget >= needed)
        {
            return new MemoryBudget(plan.Budget, new Dictionary<MemoryUse, long>
            {
                [MemoryUse.Images] = plan.Budget / Parts * ImageParts,
                [MemoryUse.Views] = plan.Budget / Parts,
                [MemoryUse.Faces] = plan.Budget / Parts,
            });
        }

        string refusal = SettingsRules.Refusal(
            $"{ServingOptions.Section}:{nameof(ServingOptions.MemoryLimit)}", plan.Budget,
            $"it must be at least {needed} bytes, which the largest request of {RequestOptions.Section} may take, or that could never be accepted");
        throw new OptionsValidationException(ServingOptions.Section, typeof(ServingOptions), [refusal]);
    }

    /// <summary>Bytes that a budget must have for the body of the largest request.</summary>
    public static long MostForBody(RequestOptions requests, ImagingOptions imaging) => Whole(BodyBytes.MostFor(requests, imaging));

    /// <summary>Bytes that a budget must have for the faces of the largest request, while nothing else holds any.</summary>
    public static long MostForFaces(RequestOptions requests, ModelPackage model) => Whole(requests.MaxFaces * PreparedFace.BytesOf(model));

    private static long Whole(long part) => ((part * Parts) + OtherParts - 1) / OtherParts;
}
