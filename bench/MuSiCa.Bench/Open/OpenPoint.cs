namespace MuSiCa.Bench;

/// <summary>An open load under each policy.</summary>
/// <param name="Exits"><c>model</c>, or the share of the faces of a stage that leaves after it.</param>
/// <param name="Load">The load as a share of the capacity.</param>
/// <param name="FacesPerSecond">The same in faces a second.</param>
/// <param name="Policies">What it came to.</param>
internal sealed record OpenPoint(string Exits, double Load, double FacesPerSecond, IReadOnlyList<OpenFigures> Policies)
{
    /// <summary>A policy's figures; null where it was not run.</summary>
    public OpenFigures? Of(string policy) => Policies.FirstOrDefault(each => each.Policy == policy);
}
