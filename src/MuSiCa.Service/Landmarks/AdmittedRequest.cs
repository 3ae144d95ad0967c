using MuSiCa.Serving;

namespace MuSiCa.Service.Landmarks;

/// <summary>A request whose body is there and whose faces have their places.</summary>
/// <param name="Query">What it asks for.</param>
/// <param name="Admission">The places.</param>
/// <param name="Received">How long its body took to arrive.</param>
internal sealed record AdmittedRequest(LandmarkQuery Query, IFaceAdmission Admission, TimeSpan Received);
