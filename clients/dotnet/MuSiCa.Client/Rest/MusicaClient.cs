using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;

namespace MuSiCa.Client;

/// <summary>
/// Asks the service over REST. Every call ends with a <see cref="MusicaException"/> where the service refuses it or cannot be reached,
/// and with a <see cref="TimeoutException"/> where <see cref="MusicaClientOptions.Deadline"/> is over before its answer is there.
/// </summary>
public sealed class MusicaClient
{
    private const string Landmarks = "v1/landmarks";

    private readonly HttpClient _http;
    private readonly MusicaClientOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Made by <see cref="MusicaClientServices.AddMusicaClient"/>, whose HTTP client tries refused calls again.</summary>
    /// <param name="http">With the address of the service.</param>
    /// <param name="options">The key and the deadline.</param>
    /// <param name="time">Counts the deadline; that of the machine by default.</param>
    public MusicaClient(HttpClient http, IOptions<MusicaClientOptions> options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _http = http;
        _options = options.Value;
        _time = time ?? TimeProvider.System;
    }

    /// <summary>Landmarks of the faces in a photo: of those in <see cref="LocateOptions.Boxes"/>, without any of all it finds.</summary>
    /// <param name="photo">The bytes of an image file.</param>
    /// <param name="options">Which faces, and when they may leave.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<Answer> LocateAsync(
        ReadOnlyMemory<byte> photo, LocateOptions? options = null, CancellationToken cancellationToken = default) =>
        AskAsync(new Query(options).ToString(Landmarks), new ReadOnlyMemoryContent(photo), MusicaJson.Default.Answer, cancellationToken);

    /// <summary>The faces of several photos in one request; one that failed has its problem instead.</summary>
    /// <param name="photos">The bytes of image files.</param>
    /// <param name="options">Which faces, and when they may leave; without boxes.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<IReadOnlyList<PhotoResult>> LocateManyAsync(
        IEnumerable<ReadOnlyMemory<byte>> photos, LocateOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(photos);
        var form = new MultipartFormDataContent();
        foreach ((int index, ReadOnlyMemory<byte> photo) in photos.Index())
        {
            form.Add(new ReadOnlyMemoryContent(photo), $"file{index}", $"file{index}");
        }

        JsonElement answer = await AskAsync(new Query(options).ToString(Landmarks), form, MusicaJson.Default.JsonElement, cancellationToken)
            .ConfigureAwait(false);
        return ManyAnswer.Read(answer);
    }

    /// <summary>The boxes of the faces alone.</summary>
    /// <param name="photo">The bytes of an image file.</param>
    /// <param name="options">Which faces.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<FoundBoxes> FindAsync(
        ReadOnlyMemory<byte> photo, LocateOptions? options = null, CancellationToken cancellationToken = default) =>
        AskAsync(
            new Query(options).Add("detect", "only").ToString(Landmarks),
            new ReadOnlyMemoryContent(photo),
            MusicaJson.Default.FoundBoxes,
            cancellationToken);

    /// <summary>The photo with its landmarks drawn.</summary>
    /// <param name="photo">The bytes of an image file.</param>
    /// <param name="format">What kind of picture.</param>
    /// <param name="numbers">Whether it shows the index of each landmark.</param>
    /// <param name="options">Which faces, and when they may leave.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<byte[]> DrawAsync(
        ReadOnlyMemory<byte> photo,
        PictureFormat format = PictureFormat.Png,
        bool numbers = false,
        LocateOptions? options = null,
        CancellationToken cancellationToken = default) =>
        SendAsync(
            HttpMethod.Post,
            new Query(options).Add("numbers", numbers ? "true" : null).ToString(Landmarks),
            new ReadOnlyMemoryContent(photo),
            format == PictureFormat.Svg ? "image/svg+xml" : "image/png",
            static (content, cancellation) => content.ReadAsByteArrayAsync(cancellation),
            cancellationToken);

    /// <summary>What is loaded, and what its landmarks mean; the first is the default.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<IReadOnlyList<ModelInfo>> GetModelsAsync(CancellationToken cancellationToken = default)
    {
        ModelsAnswer answer = await SendAsync(
            HttpMethod.Get, "v1/models", null, "application/json", Json(MusicaJson.Default.ModelsAnswer), cancellationToken).ConfigureAwait(false);
        return answer.Models;
    }

    private Task<T> AskAsync<T>(string path, HttpContent content, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, content, "application/json", Json(type), cancellationToken);

    private static Func<HttpContent, CancellationToken, Task<T>> Json<T>(JsonTypeInfo<T> type) =>
        async (content, cancellation) => (await content.ReadFromJsonAsync(type, cancellation).ConfigureAwait(false))!;

    private async Task<T> SendAsync<T>(
        HttpMethod method,
        string path,
        HttpContent? content,
        string accept,
        Func<HttpContent, CancellationToken, Task<T>> read,
        CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(_options.Deadline, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        request.Options.Set(RefusedCalls.End, _time.GetUtcNow() + _options.Deadline);
        if (_options.Key is { } key)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, either.Token).ConfigureAwait(false);
            return response.IsSuccessStatusCode
                ? await read(response.Content, either.Token).ConfigureAwait(false)
                : throw new MusicaException(await ReadProblemAsync(response, either.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException exception) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"No answer within {_options.Deadline}.", exception);
        }
        catch (HttpRequestException exception)
        {
            throw new MusicaException($"{_http.BaseAddress}: {exception.Message}", exception);
        }
    }

    private async Task<Problem> ReadProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        // A proxy in between, or the server before it saw a request, answers with something else.
        Problem problem = response.Content.Headers.ContentType?.MediaType == "application/problem+json"
            ? (await response.Content.ReadFromJsonAsync(MusicaJson.Default.Problem, cancellationToken).ConfigureAwait(false))!
            : new Problem(string.Empty, response.ReasonPhrase ?? string.Empty, (int)response.StatusCode, string.Empty);
        return problem with { RetryAfter = RefusedCalls.Named(response, _time) };
    }
}

/// <summary>What kind of picture <see cref="MusicaClient.DrawAsync"/> gives.</summary>
public enum PictureFormat
{
    /// <summary>Pixels.</summary>
    Png,

    /// <summary>The photo below shapes that name index and group of each landmark.</summary>
    Svg,
}
