using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Problems;
using MuSiCa.Service.Telemetry;
using MuSiCa.Serving;

namespace MuSiCa.Service.Uploads;

/// <summary>What the body of a request is.</summary>
internal enum BodyForm
{
    /// <summary>An image, a form or JSON, whatever it says.</summary>
    Any,

    /// <summary>A request of the Open Inference Protocol.</summary>
    Inference,
}

/// <summary>Facts about the forms of bodies.</summary>
internal static class BodyForms
{
    /// <summary>Whether the body of a request is JSON, so that what is asked is known only when it is there.</summary>
    public static bool IsJson(this BodyForm form, HttpRequest request) => form == BodyForm.Inference || JsonBody.IsAnnounced(request);
}

/// <summary>Reads the images of a request into rented memory: the body itself, the files of a form, or the one inside JSON.</summary>
internal sealed class UploadReader(
    IOptions<RequestOptions> requests,
    IOptions<ImagingOptions> imaging,
    MemoryBudget memory,
    ProblemTranslator problems,
    ServiceMetrics metrics)
{
    private const int LongestBoundary = 70;
    private const int LongestName = 255;
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Reads every file; a file over the limit for one image is refused alone, a body over its limit as a whole. Memory is taken
    /// from the budget of the service as the body arrives; where there is none, the refusal is in the answer.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="form">What its body is.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ProblemException">The body is too large, is no form or JSON although it says so, or holds what is no file.</exception>
    public async Task<UploadSet> ReadAsync(HttpRequest request, BodyForm form, CancellationToken cancellationToken) =>
        form == BodyForm.Any && IsForm(request, out MediaTypeHeaderValue? type)
            ? await ReadFormAsync(request, BoundaryOf(type!), cancellationToken)
            : await ReadBodyAsync(request, form, cancellationToken);

    private static bool IsForm(HttpRequest request, out MediaTypeHeaderValue? type) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out type)
        && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase);

    private static string BoundaryOf(MediaTypeHeaderValue type)
    {
        string boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
        return boundary.Length is > 0 and <= LongestBoundary
            ? boundary
            : throw new ProblemException(ProblemTypes.MultipartMalformed,
                $"The Content-Type says multipart/form-data and must name a boundary of 1 to {LongestBoundary} characters; it is "
                    + $"{Excerpt.Of(type.ToString())}.");
    }

    // Declared or not, and whatever arrives in one piece: the lower limit decides which problem it is.
    private async Task<UploadSet> ReadBodyAsync(HttpRequest request, BodyForm form, CancellationToken cancellationToken)
    {
        // Base64 makes four bytes of three.
        bool isJson = form.IsJson(request);
        long most = isJson ? ((imaging.Value.MaxEncodedBytes + 2) / 3 * 4) + JsonBody.Besides : imaging.Value.MaxEncodedBytes;
        (long limit, Problem refusal) = requests.Value.MaxBytes < most
            ? (requests.Value.MaxBytes, problems.BodyTooLarge())
            : (most, ImageTooLarge());
        if (request.ContentLength > limit)
        {
            throw new ProblemException(refusal);
        }

        if (!Fits(request))
        {
            return NoMemory(request.ContentLength!.Value);
        }

        using Stream body = ReceivedBody.Open(request, limit, () => new ProblemException(refusal));
        ReadBytes read = await BodyBytes.ReadAsync(
            body, limit, memory, request.Headers.ContentEncoding.Count == 0 ? request.ContentLength : null, cancellationToken);
        return read.Outcome switch
        {
            ReadOutcome.Complete when isJson => OfJson(request, form, read.Bytes!),
            ReadOutcome.Complete => new UploadSet([Upload.Of(read.Bytes!)]),
            ReadOutcome.NoMemory => NoMemory(read.Wanted),
            _ => throw new ProblemException(refusal),
        };
    }

    private UploadSet OfJson(HttpRequest request, BodyForm form, BodyBytes bytes)
    {
        try
        {
            if (form == BodyForm.Inference)
            {
                (JsonBody body, InferenceRequest inference) = InferenceBody.Read(
                    bytes.Memory.Span, InferenceBody.HeaderLength(request), requests.Value.MaxFaces);
                body.Unpack(bytes);
                return new UploadSet([Upload.Of(bytes)]) { Parameters = body.Parameters, Inference = inference };
            }

            if (!JsonBody.IsLike(bytes.Memory.Span))
            {
                return new UploadSet([Upload.Of(bytes)]);
            }

            JsonBody json = JsonBody.Read(bytes.Memory.Span, requests.Value.MaxFaces);
            json.Unpack(bytes);
            return new UploadSet([Upload.Of(bytes)]) { Parameters = json.Parameters };
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    private async Task<UploadSet> ReadFormAsync(HttpRequest request, string boundary, CancellationToken cancellationToken)
    {
        long limit = requests.Value.MaxBytes;
        if (request.ContentLength > limit)
        {
            throw TooLarge();
        }

        if (!Fits(request))
        {
            return NoMemory(request.ContentLength!.Value);
        }

        using Stream body = ReceivedBody.Open(request, limit, TooLarge);
        var form = new MultipartReader(boundary, new LimitedStream(body, limit, TooLarge));
        var files = new List<Upload>();
        bool isComplete = false;
        try
        {
            while (await NextAsync(form, cancellationToken) is { } section)
            {
                if (files.Count == requests.Value.MaxFiles)
                {
                    throw new ProblemException(ProblemTypes.TooManyFiles,
                        $"The form holds more than the {requests.Value.MaxFiles} files that one request may have (setting "
                            + "MuSiCa:Requests:MaxFiles). Send the rest in another request.");
                }

                ReadBytes read = await ReadPartAsync(section, cancellationToken);
                if (read.Outcome == ReadOutcome.NoMemory)
                {
                    return NoMemory(read.Wanted);
                }

                if (IsEmptyInput(section, read.Bytes))
                {
                    read.Bytes!.Dispose();
                    continue;
                }

                string? name = NameOf(section);
                files.Add(read.Bytes is { } bytes ? Upload.Of(bytes, name) : Upload.Refused(ImageTooLarge(), name));
            }

            isComplete = files.Count > 0;
        }
        finally
        {
            if (!isComplete)
            {
                new UploadSet(files).Dispose();
            }
        }

        return isComplete
            ? new UploadSet(files)
            : throw new ProblemException(ProblemTypes.FileRequired, "The form holds no file. Send each image as a file of the form, as "
                + "in curl -F image=@photo.jpg.");
    }

    // What is declared costs nothing yet, but what cannot fit need not be read.
    private bool Fits(HttpRequest request) => !(request.ContentLength > memory.FreeFor(MemoryUse.Bodies));

    private UploadSet NoMemory(long wanted)
    {
        metrics.Refused("memory");
        return UploadSet.Refused(ProblemTranslator.OfRefusal(AdmissionRefusal.Memory(wanted, memory, Retry)));
    }

    // A file may have an empty name.
    private static bool IsFile(ContentDispositionHeaderValue disposition) => disposition.IsFileDisposition()
        || disposition.Parameters.Any(static parameter => parameter.Name.Equals("filename", StringComparison.OrdinalIgnoreCase));

    private static string? NameOf(MultipartSection section) =>
        ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out ContentDispositionHeaderValue? disposition)
        && (disposition.FileNameStar.HasValue ? disposition.FileNameStar : HeaderUtilities.RemoveQuotes(disposition.FileName)) is
        { Length: > 0 } name
            ? name.Subsegment(0, Math.Min(name.Length, LongestName)).ToString()
            : null;

    // What a browser sends for a field in which no file was chosen: a file without a name and without bytes.
    private static bool IsEmptyInput(MultipartSection section, BodyBytes? bytes) =>
        bytes is { Memory.IsEmpty: true }
        && ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out ContentDispositionHeaderValue? disposition)
        && !disposition.IsFileDisposition();

    private async Task<ReadBytes> ReadPartAsync(MultipartSection section, CancellationToken cancellationToken)
    {
        bool isFile = ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out ContentDispositionHeaderValue? disposition)
            && IsFile(disposition);
        try
        {
            if (isFile)
            {
                return await BodyBytes.ReadAsync(section.Body, imaging.Value.MaxEncodedBytes, memory, declared: null, cancellationToken);
            }

            // To its end first: what looks like a field may be the beginning of a file that broke off.
            await section.Body.DrainAsync(cancellationToken);
        }
        catch (Exception exception) when (IsMalformed(exception, cancellationToken))
        {
            throw Malformed(exception);
        }

        throw new ProblemException(ProblemTypes.FormFieldUnexpected,
            $"The form field \"{Excerpt.Of(disposition?.Name.Value)}\" is no file. Send images as files with a file name, and everything "
                + "else (box, profile, maxError, maxStages, …) in the query of the address.");
    }

    private static async Task<MultipartSection?> NextAsync(MultipartReader form, CancellationToken cancellationToken)
    {
        try
        {
            return await form.ReadNextSectionAsync(cancellationToken);
        }
        catch (Exception exception) when (IsMalformed(exception, cancellationToken))
        {
            throw Malformed(exception);
        }
    }

    // The reader reports a form that breaks off, or whose headers are none, by these two. A request that the server
    // itself refuses is an IOException too, and has its own problem.
    private static bool IsMalformed(Exception exception, CancellationToken cancellationToken) =>
        exception is InvalidDataException or (IOException and not BadHttpRequestException)
        && !cancellationToken.IsCancellationRequested;

    private static ProblemException Malformed(Exception exception) => new(ProblemTypes.MultipartMalformed,
        $"The body is not the form that its Content-Type announces, or breaks off: {exception.Message}");

    private Problem ImageTooLarge() => new(ProblemTypes.ImageTooManyBytes,
        $"The image file is larger than the {imaging.Value.MaxEncodedBytes:N0} bytes that one image may have (setting "
            + "MuSiCa:Imaging:MaxEncodedBytes).");

    private ProblemException TooLarge() => new(problems.BodyTooLarge());
}
