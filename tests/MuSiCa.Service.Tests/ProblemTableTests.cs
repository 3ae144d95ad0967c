using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using MuSiCa.Imaging;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Problems;
using MuSiCa.Serving;

namespace MuSiCa.Service.Tests;

public sealed class ProblemTableTests
{
    // Clients compare these. A new line is fine; a changed or missing one breaks somebody.
    private const string Golden =
        """
        urn:musica:problem:request-malformed 400 InvalidArgument The request cannot be read
        urn:musica:problem:multipart-malformed 400 InvalidArgument The multipart body cannot be read
        urn:musica:problem:route-unknown 404 Unimplemented There is nothing at this address
        urn:musica:problem:method-not-allowed 405 Unimplemented The address does not answer this method
        urn:musica:problem:not-acceptable 406 InvalidArgument The answer cannot be written in any format that the caller accepts
        urn:musica:problem:body-too-large 413 ResourceExhausted The body is too large
        urn:musica:problem:address-too-long 414 InvalidArgument The address is too long
        urn:musica:problem:encoding-unsupported 415 Unimplemented The body is encoded in a way that is not supported
        urn:musica:problem:headers-too-large 431 ResourceExhausted The headers are too large
        urn:musica:problem:too-many-files 413 InvalidArgument Too many files in one request
        urn:musica:problem:key-required 401 Unauthenticated The service asks for a key
        urn:musica:problem:key-unknown 401 Unauthenticated The key is not known
        urn:musica:problem:origin-forbidden 403 PermissionDenied Pages of this origin may open no stream
        urn:musica:problem:rate-limited 429 ResourceExhausted Too much from one key or address
        urn:musica:problem:image-empty 400 InvalidArgument The image has no bytes
        urn:musica:problem:image-corrupt 400 InvalidArgument The image is damaged
        urn:musica:problem:image-truncated 400 InvalidArgument The image is cut off
        urn:musica:problem:image-too-many-bytes 413 InvalidArgument The image file is too large
        urn:musica:problem:image-too-many-pixels 413 InvalidArgument The image has too many pixels
        urn:musica:problem:image-too-wide 413 InvalidArgument The image is too wide
        urn:musica:problem:image-too-tall 413 InvalidArgument The image is too tall
        urn:musica:problem:image-unsupported 415 InvalidArgument The image format is not supported
        urn:musica:problem:model-unknown 404 NotFound The model is not loaded
        urn:musica:problem:models-unusable 422 InvalidArgument The model packages cannot be used
        urn:musica:problem:parameter-unknown 422 InvalidArgument A query parameter is unknown
        urn:musica:problem:parameter-invalid 422 InvalidArgument A query parameter has a wrong value
        urn:musica:problem:profile-unknown 422 InvalidArgument The model has no such profile
        urn:musica:problem:file-required 422 InvalidArgument The form holds no file
        urn:musica:problem:form-field-unexpected 422 InvalidArgument The form holds a field that is no file
        urn:musica:problem:box-required 422 InvalidArgument A face box is required
        urn:musica:problem:box-invalid 422 InvalidArgument A face box is not four numbers
        urn:musica:problem:box-empty 422 InvalidArgument A face box has no area
        urn:musica:problem:box-outside 422 InvalidArgument A face box lies outside the image
        urn:musica:problem:box-too-large 422 InvalidArgument A face box is far larger than the image
        urn:musica:problem:too-many-faces 422 InvalidArgument Too many faces in one request
        urn:musica:problem:request-timeout 408 DeadlineExceeded The request did not arrive in time
        urn:musica:problem:queue-full 429 ResourceExhausted The service is busy
        urn:musica:problem:overloaded 429 ResourceExhausted More work waits than can be done in time
        urn:musica:problem:streams-full 429 ResourceExhausted Too many streams are tracked at the same time
        urn:musica:problem:memory-full 429 ResourceExhausted The service holds too much already
        urn:musica:problem:alignment-failed 500 Internal The model failed on this face
        urn:musica:problem:alignment-stalled 500 Internal The model did not come back with this face
        urn:musica:problem:internal-error 500 Internal Something went wrong inside the service
        urn:musica:problem:not-ready 503 Unavailable The service is not ready yet
        urn:musica:problem:draining 503 Unavailable The service is shutting down
        urn:musica:problem:stalled 503 Unavailable The model hangs
        urn:musica:problem:failing 503 Unavailable The model fails
        urn:musica:problem:timeout-unreachable 504 DeadlineExceeded The answer cannot be ready in time
        urn:musica:problem:timed-out 504 DeadlineExceeded The answer was not ready in time
        """;

    private readonly ProblemTranslator _translator = new(Options.Create(new RequestOptions()));

    [Fact]
    public void All_IsTheTableThatClientsKnow() =>
        Assert.Equal(Golden, string.Join('\n', ProblemTypes.All.Select(type => $"{type.Uri} {type.Status} {type.Code} {type.Title}")));

    [Fact]
    public void All_IsInTheDocumentation()
    {
        string document = TestPaths.ReadFromRepository("docs", "problems.md");

        Assert.All(ProblemTypes.All, type => Assert.Contains($"| `{type.Name}` | {type.Status} | `{Code(type)}` |", document, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ImageErrorKind.Empty, "image-empty")]
    [InlineData(ImageErrorKind.Unsupported, "image-unsupported")]
    [InlineData(ImageErrorKind.Corrupt, "image-corrupt")]
    [InlineData(ImageErrorKind.Truncated, "image-truncated")]
    [InlineData(ImageErrorKind.TooManyBytes, "image-too-many-bytes")]
    [InlineData(ImageErrorKind.TooManyPixels, "image-too-many-pixels")]
    [InlineData(ImageErrorKind.TooWide, "image-too-wide")]
    [InlineData(ImageErrorKind.TooTall, "image-too-tall")]
    public void Translate_ImageException_HasItsOwnTypeAndKeepsTheMessage(ImageErrorKind kind, string type)
    {
        Problem problem = _translator.Translate(new ImageException(kind, "what is wrong"));

        Assert.Equal((type, "what is wrong"), (problem.Type.Name, problem.Detail));
    }

    [Fact]
    public void Translate_EveryKindOfImageError_IsKnown() =>
        Assert.All(Enum.GetValues<ImageErrorKind>(), kind => _translator.Translate(new ImageException(kind, "x")));

    [Theory]
    [InlineData(400, "request-malformed")]
    [InlineData(408, "request-timeout")]
    [InlineData(413, "body-too-large")]
    public void Translate_RefusalOfTheServer_HasTheTypeOfItsStatus(int status, string type) =>
        Assert.Equal(type, _translator.Translate(new BadHttpRequestException("x", status)).Type.Name);

    [Theory]
    [InlineData(RefusalReason.Faces, "queue-full")]
    [InlineData(RefusalReason.Work, "overloaded")]
    [InlineData(RefusalReason.Memory, "memory-full")]
    [InlineData(RefusalReason.Deadline, "timeout-unreachable")]
    public void Translate_Refusal_KeepsTheMessageAndSaysWhenToComeBack(RefusalReason reason, string type)
    {
        var refusal = new AdmissionRefusal(reason, "what is short", TimeSpan.FromSeconds(7));

        Problem problem = _translator.Translate(new AdmissionException(refusal));

        Assert.Equal((type, "what is short"), (problem.Type.Name, problem.Detail));
        Assert.Equal(reason == RefusalReason.Deadline ? null : TimeSpan.FromSeconds(7), problem.RetryAfter);
    }

    [Theory]
    [InlineData(RefusalReason.Draining, "draining")]
    [InlineData(RefusalReason.Stalled, "stalled")]
    [InlineData(RefusalReason.Failing, "failing")]
    public void Translate_RefusalOfEverything_IsThatOfTheService(RefusalReason reason, string type) =>
        Assert.Equal(type, ProblemTranslator.OfRefusal(new AdmissionRefusal(reason, "x", null)).Type.Name);

    [Fact]
    public void Translate_EveryReason_HasATypeOfItsOwn()
    {
        RefusalReason[] reasons = Enum.GetValues<RefusalReason>();

        Assert.Equal(
            reasons.Length,
            reasons.Select(reason => ProblemTranslator.OfRefusal(new AdmissionRefusal(reason, "x", null)).Type).Distinct().Count());
    }

    [Fact]
    public void Translate_WhatTheSchedulerThrows_HasItsOwnType()
    {
        Assert.Equal("alignment-failed", _translator.Translate(new StageFailedException(1, 2, new InvalidDataException("x"))).Type.Name);
        Assert.Equal("alignment-stalled", _translator.Translate(new StageStalledException(1, TimeSpan.FromSeconds(1))).Type.Name);
        Assert.Equal("timed-out", _translator.Translate(new DeadlineExceededException()).Type.Name);
    }

    [Fact]
    public void Translate_AnythingElse_IsAnInternalErrorWithoutItsMessage()
    {
        Problem problem = _translator.Translate(new InvalidOperationException("inside"));

        Assert.Equal("internal-error", problem.Type.Name);
        Assert.DoesNotContain("inside", problem.Detail, StringComparison.Ordinal);
    }

    // As the specification writes it: RESOURCE_EXHAUSTED.
    private static string Code(ProblemType type) =>
        string.Concat(type.Code.ToString().Select((letter, i) => i > 0 && char.IsUpper(letter) ? $"_{letter}" : $"{char.ToUpperInvariant(letter)}"));
}
