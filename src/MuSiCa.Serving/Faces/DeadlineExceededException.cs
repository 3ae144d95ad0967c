namespace MuSiCa.Serving;

/// <summary>The time of an order was over before a face had run its first stage.</summary>
public sealed class DeadlineExceededException() : Exception("The time for this face was over before its first stage could run.");
