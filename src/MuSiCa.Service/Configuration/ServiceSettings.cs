using MuSiCa.Service.Administration;
using MuSiCa.Service.Security;

namespace MuSiCa.Service.Configuration;

/// <summary>The section <c>MuSiCa</c> as a whole: which groups of settings there are.</summary>
internal sealed record ServiceSettings : ISettings
{
    public static string Section => "MuSiCa";

    public ModelOptions Model { get; init; } = new();

    public InferenceOptions Inference { get; init; } = new();

    public ImagingOptions Imaging { get; init; } = new();

    public ServingOptions Serving { get; init; } = new();

    public RequestOptions Requests { get; init; } = new();

    public FindingOptions Finding { get; init; } = new();

    public HttpSettings Http { get; init; } = new();

    public GrpcSettings Grpc { get; init; } = new();

    public AdminSettings Admin { get; init; } = new();

    public TrackingSettings Tracking { get; init; } = new();

    public LoggingSettings Logging { get; init; } = new();

    public SecuritySettings Security { get; init; } = new();
}
