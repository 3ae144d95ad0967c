namespace MuSiCa.Serving.Tests;

/// <summary>A run of a fake stage.</summary>
/// <param name="Session">Name of the session whose stage ran: that of its lane, or <see cref="SchedulerFixture.Alone"/>.</param>
/// <param name="Stage">The stage, counted from 0.</param>
/// <param name="Faces">The brightness of each face.</param>
internal sealed record StageCall(string Session, int Stage, int[] Faces);
