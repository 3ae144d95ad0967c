using System.Reflection;
using Grpc.Core;

namespace MuSiCa.Service.Problems;

/// <summary>The table of every kind of failure: name, HTTP status, gRPC status and title. Each protocol answers from it.</summary>
internal static class ProblemTypes
{
    // The request as such
    public static readonly ProblemType RequestMalformed = new(
        "request-malformed", 400, StatusCode.InvalidArgument, "The request cannot be read");
    public static readonly ProblemType MultipartMalformed = new(
        "multipart-malformed", 400, StatusCode.InvalidArgument, "The multipart body cannot be read");
    public static readonly ProblemType RouteUnknown = new(
        "route-unknown", 404, StatusCode.Unimplemented, "There is nothing at this address");
    public static readonly ProblemType MethodNotAllowed = new(
        "method-not-allowed", 405, StatusCode.Unimplemented, "The address does not answer this method");
    public static readonly ProblemType NotAcceptable = new(
        "not-acceptable", 406, StatusCode.InvalidArgument, "The answer cannot be written in any format that the caller accepts");
    public static readonly ProblemType BodyTooLarge = new(
        "body-too-large", 413, StatusCode.ResourceExhausted, "The body is too large");
    public static readonly ProblemType AddressTooLong = new(
        "address-too-long", 414, StatusCode.InvalidArgument, "The address is too long");
    public static readonly ProblemType EncodingUnsupported = new(
        "encoding-unsupported", 415, StatusCode.Unimplemented, "The body is encoded in a way that is not supported");
    public static readonly ProblemType HeadersTooLarge = new(
        "headers-too-large", 431, StatusCode.ResourceExhausted, "The headers are too large");
    public static readonly ProblemType TooManyFiles = new(
        "too-many-files", 413, StatusCode.InvalidArgument, "Too many files in one request");

    // Who asks
    public static readonly ProblemType KeyRequired = new("key-required", 401, StatusCode.Unauthenticated, "The service asks for a key");
    public static readonly ProblemType KeyUnknown = new("key-unknown", 401, StatusCode.Unauthenticated, "The key is not known");
    public static readonly ProblemType OriginForbidden = new(
        "origin-forbidden", 403, StatusCode.PermissionDenied, "Pages of this origin may open no stream")
    { IsStreamOnly = true };
    public static readonly ProblemType RateLimited = new(
        "rate-limited", 429, StatusCode.ResourceExhausted, "Too much from one key or address");

    // The image
    public static readonly ProblemType ImageEmpty = new("image-empty", 400, StatusCode.InvalidArgument, "The image has no bytes");
    public static readonly ProblemType ImageCorrupt = new("image-corrupt", 400, StatusCode.InvalidArgument, "The image is damaged");
    public static readonly ProblemType ImageTruncated = new("image-truncated", 400, StatusCode.InvalidArgument, "The image is cut off");
    public static readonly ProblemType ImageTooManyBytes = new(
        "image-too-many-bytes", 413, StatusCode.InvalidArgument, "The image file is too large");
    public static readonly ProblemType ImageTooManyPixels = new(
        "image-too-many-pixels", 413, StatusCode.InvalidArgument, "The image has too many pixels");
    public static readonly ProblemType ImageTooWide = new("image-too-wide", 413, StatusCode.InvalidArgument, "The image is too wide");
    public static readonly ProblemType ImageTooTall = new("image-too-tall", 413, StatusCode.InvalidArgument, "The image is too tall");
    public static readonly ProblemType ImageUnsupported = new(
        "image-unsupported", 415, StatusCode.InvalidArgument, "The image format is not supported");

    // The parameters
    public static readonly ProblemType ModelUnknown = new("model-unknown", 404, StatusCode.NotFound, "The model is not loaded");
    public static readonly ProblemType ModelsUnusable = new(
        "models-unusable", 422, StatusCode.InvalidArgument, "The model packages cannot be used");
    public static readonly ProblemType ParameterUnknown = new(
        "parameter-unknown", 422, StatusCode.InvalidArgument, "A query parameter is unknown");
    public static readonly ProblemType ParameterInvalid = new(
        "parameter-invalid", 422, StatusCode.InvalidArgument, "A query parameter has a wrong value");
    public static readonly ProblemType ProfileUnknown = new(
        "profile-unknown", 422, StatusCode.InvalidArgument, "The model has no such profile");
    public static readonly ProblemType FileRequired = new("file-required", 422, StatusCode.InvalidArgument, "The form holds no file");
    public static readonly ProblemType FormFieldUnexpected = new(
        "form-field-unexpected", 422, StatusCode.InvalidArgument, "The form holds a field that is no file");

    // The face boxes
    public static readonly ProblemType BoxRequired = new("box-required", 422, StatusCode.InvalidArgument, "A face box is required");
    public static readonly ProblemType BoxInvalid = new("box-invalid", 422, StatusCode.InvalidArgument, "A face box is not four numbers");
    public static readonly ProblemType BoxEmpty = new("box-empty", 422, StatusCode.InvalidArgument, "A face box has no area");
    public static readonly ProblemType BoxOutside = new(
        "box-outside", 422, StatusCode.InvalidArgument, "A face box lies outside the image");
    public static readonly ProblemType BoxTooLarge = new(
        "box-too-large", 422, StatusCode.InvalidArgument, "A face box is far larger than the image");
    public static readonly ProblemType TooManyFaces = new(
        "too-many-faces", 422, StatusCode.InvalidArgument, "Too many faces in one request");

    // The service and its time
    public static readonly ProblemType RequestTimeout = new(
        "request-timeout", 408, StatusCode.DeadlineExceeded, "The request did not arrive in time");
    public static readonly ProblemType QueueFull = new("queue-full", 429, StatusCode.ResourceExhausted, "The service is busy");
    public static readonly ProblemType Overloaded = new(
        "overloaded", 429, StatusCode.ResourceExhausted, "More work waits than can be done in time");
    public static readonly ProblemType StreamsFull = new(
        "streams-full", 429, StatusCode.ResourceExhausted, "Too many streams are tracked at the same time")
    { IsStreamOnly = true };
    public static readonly ProblemType MemoryFull = new(
        "memory-full", 429, StatusCode.ResourceExhausted, "The service holds too much already");
    public static readonly ProblemType AlignmentFailed = new(
        "alignment-failed", 500, StatusCode.Internal, "The model failed on this face");
    public static readonly ProblemType AlignmentStalled = new(
        "alignment-stalled", 500, StatusCode.Internal, "The model did not come back with this face");
    public static readonly ProblemType InternalError = new(
        "internal-error", 500, StatusCode.Internal, "Something went wrong inside the service");
    public static readonly ProblemType NotReady = new("not-ready", 503, StatusCode.Unavailable, "The service is not ready yet");
    public static readonly ProblemType Draining = new("draining", 503, StatusCode.Unavailable, "The service is shutting down");
    public static readonly ProblemType Stalled = new("stalled", 503, StatusCode.Unavailable, "The model hangs");
    public static readonly ProblemType Failing = new("failing", 503, StatusCode.Unavailable, "The model fails");
    public static readonly ProblemType TimeoutUnreachable = new(
        "timeout-unreachable", 504, StatusCode.DeadlineExceeded, "The answer cannot be ready in time");
    public static readonly ProblemType TimedOut = new("timed-out", 504, StatusCode.DeadlineExceeded, "The answer was not ready in time");

    /// <summary>Every row of the table, in the order above.</summary>
    public static IReadOnlyList<ProblemType> All { get; } =
        [.. typeof(ProblemTypes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => field.GetValue(null))
            .OfType<ProblemType>()];
}
