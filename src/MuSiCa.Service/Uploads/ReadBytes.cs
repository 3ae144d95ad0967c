namespace MuSiCa.Service.Uploads;

/// <summary>Bytes that were read, or why there are none.</summary>
/// <param name="Outcome">How the reading ended.</param>
/// <param name="Bytes">The bytes when it is complete, else null.</param>
/// <param name="Wanted">Bytes of memory that there were not; 0 unless that is how it ended.</param>
internal readonly record struct ReadBytes(ReadOutcome Outcome, BodyBytes? Bytes, long Wanted = 0);
