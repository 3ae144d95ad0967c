namespace MuSiCa.Bench;

/// <summary>One measurement straight on ONNX Runtime.</summary>
/// <param name="Milliseconds">Time of a batch.</param>
/// <param name="FacesPerSecond">Faces a second, of all threads together.</param>
/// <param name="ProcessorMilliseconds">Processor time for each face.</param>
internal readonly record struct CeilingSample(double Milliseconds, double FacesPerSecond, double ProcessorMilliseconds);
