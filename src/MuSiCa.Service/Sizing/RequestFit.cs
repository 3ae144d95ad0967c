using MuSiCa.Inference;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Models;

namespace MuSiCa.Service.Sizing;

/// <summary>Lowers what one request may ask for to what an automatic memory budget holds.</summary>
internal static class RequestFit
{
    /// <summary>An image of a camera; a service that could take no such thing is of no use.</summary>
    public const long LeastBytes = 1 << 20;

    /// <summary>The settings, with fewer bytes and fewer faces where the largest request would not fit.</summary>
    /// <exception cref="ContainerTooSmallException">There is no room for such an image, or not for a single face.</exception>
    public static RequestOptions Fit(RequestOptions requests, ImagingOptions imaging, ModelPackage model, MemoryPlan plan)
    {
        RequestOptions fitted = requests;
        while (MemorySetup.MostForBody(fitted, imaging) is var body && body > plan.Budget)
        {
            fitted = fitted.MaxBytes > LeastBytes
                ? fitted with { MaxBytes = Math.Max(LeastBytes, Less(fitted.MaxBytes)) }
                : throw new ContainerTooSmallException(plan, body);
        }

        while (MemorySetup.MostForFaces(fitted, model) is var faces && faces > plan.Budget)
        {
            fitted = fitted.MaxFaces > 1
                ? fitted with { MaxFaces = (int)Less(fitted.MaxFaces) }
                : throw new ContainerTooSmallException(plan, faces);
        }

        return fitted;
    }

    private static long Less(long number) => number - Math.Max(1, number / 8);
}
