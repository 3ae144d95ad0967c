namespace MuSiCa.Bench;

/// <summary>A way to send frames.</summary>
/// <param name="Name">How they are sent.</param>
/// <param name="Finds">Whether boxes are left out, so that the service finds the faces.</param>
internal sealed record StreamWay(string Name, bool Finds);
