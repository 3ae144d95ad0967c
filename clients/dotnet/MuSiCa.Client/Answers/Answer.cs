using System.Collections.Immutable;

namespace MuSiCa.Client;

/// <summary>The faces of one image.</summary>
/// <param name="Model">Which model answered.</param>
/// <param name="Image">Size of the upright image.</param>
/// <param name="Faces">In the order of their boxes, or, found, the largest first.</param>
/// <param name="Finder">Which model found the faces; <see langword="null"/> where their boxes were given.</param>
/// <param name="Timing">Where the time went, where that was asked for.</param>
public sealed record Answer(ModelName Model, ImageSize Image, ImmutableArray<Face> Faces, ModelName? Finder = null, ImageTiming? Timing = null);

/// <summary>A model by name and version.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
public sealed record ModelName(string Name, string Version);

/// <summary>Size of the upright image, in pixels.</summary>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
public readonly record struct ImageSize(int Width, int Height);

/// <summary>Milliseconds before the faces of an image came to the model.</summary>
/// <param name="Wait">Waiting to be decoded.</param>
/// <param name="Decode">Reading header and pixels.</param>
/// <param name="Frame">Cutting out the faces.</param>
/// <param name="Find">Finding the faces; 0 where their boxes were given.</param>
/// <param name="Receive">Until the body was there; over gRPC 0.</param>
public sealed record ImageTiming(double Wait, double Decode, double Frame, double Find = 0, double Receive = 0);

/// <summary>What became of one photo of several: an answer or a problem.</summary>
/// <param name="Answer">Its faces; <see langword="null"/> where it failed.</param>
/// <param name="Problem">Why it failed; <see langword="null"/> where it did not.</param>
public sealed record PhotoResult(Answer? Answer, Problem? Problem);

/// <summary>Where the faces of an image are.</summary>
/// <param name="Finder">Which model found them.</param>
/// <param name="Image">Size of the upright image.</param>
/// <param name="Faces">The faces, the largest first.</param>
/// <param name="LeastFace">Longer side of the smallest face that was looked for, in pixels; over gRPC 0.</param>
public sealed record FoundBoxes(ModelName Finder, ImageSize Image, ImmutableArray<FoundFace> Faces, float LeastFace = 0);

/// <summary>A face without its landmarks.</summary>
/// <param name="Box">Where it is.</param>
/// <param name="Score">Probability that it is a face, 0 to 1.</param>
public sealed record FoundFace(Box Box, float Score);
