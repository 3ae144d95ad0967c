using Microsoft.AspNetCore.Http.Metadata;

namespace MuSiCa.Service.Hosting;

/// <summary>Switches the server's own limit of a body off, for endpoints that count by <c>MuSiCa:Requests:MaxBytes</c> themselves.</summary>
internal sealed class OwnSizeLimit : IRequestSizeLimitMetadata
{
    public static OwnSizeLimit Instance { get; } = new();

    public long? MaxRequestBodySize => null;
}
