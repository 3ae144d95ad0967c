namespace MuSiCa.Service.Health;

/// <summary>Answer of a health check that passes.</summary>
/// <param name="Status"><c>live</c> or <c>ready</c>.</param>
internal sealed record HealthAnswer(string Status);
