using System.Diagnostics;
using Microsoft.Extensions.Options;
using MuSiCa.Inference;
using MuSiCa.Service.Admission;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Decoding;
using MuSiCa.Service.Finding;
using MuSiCa.Service.Pictures;
using MuSiCa.Service.Problems;
using MuSiCa.Service.Security;
using MuSiCa.Service.Telemetry;
using MuSiCa.Serving;

namespace MuSiCa.Service.Pipeline;

/// <summary>
/// The way of an image, whatever protocol brings it: admit, decode, detect where no boxes are given, frame, stages, result. A request is
/// accepted or refused before anything of it is decoded; from then on its scopes own what it holds.
/// </summary>
internal sealed class LandmarkPipeline(
    ImagePlanner planner,
    AdmissionControl admission,
    DecodeWorkers workers,
    ImageCutter cutter,
    FinderSwitch finder,
    MemoryBudget memory,
    LargeImages large,
    PixelLimits pixels,
    ProblemReporter problems,
    ServiceMetrics metrics,
    TimeProvider timeProvider,
    IOptions<RequestOptions> requests,
    IOptions<FindingOptions> finding)
{
    /// <summary>Answers a request, be it with a problem.</summary>
    /// <param name="http">The request, for its client and the log.</param>
    /// <param name="pictures">Its images, at least one; their owner disposes of them once more.</param>
    /// <param name="query">What it asks for.</param>
    /// <param name="deadline">The time it has.</param>
    /// <exception cref="OperationCanceledException">The time is over, or the client has left.</exception>
    public async Task<LandmarksReply> RunAsync(
        HttpContext http, IReadOnlyList<IPicture> pictures, LandmarkQuery query, RequestDeadline deadline)
    {
        if ((LandmarkQuery.CheckFaces(query.Boxes.Count, pictures.Count, requests.Value.MaxFaces)
            ?? LandmarkQuery.CheckFinds(query.Find, pictures.Count, requests.Value.MaxFaces)) is { } tooMany)
        {
            return LandmarksReply.Of(tooMany);
        }

        if ((query.Picture is not null || query.IsArchive) && pictures.Count > 1)
        {
            return LandmarksReply.Of(new Problem(ProblemTypes.NotAcceptable,
                $"A picture is drawn of one photo, an archive holds the faces of one, and the form has {pictures.Count}. Send one, or accept application/json."));
        }

        // The clock may be past the time before the token knows.
        if (deadline.Left <= TimeSpan.Zero)
        {
            return LandmarksReply.Of(deadline.Describe());
        }

        int maxFaces = query.Find?.MaxFaces ?? Math.Max(1, requests.Value.MaxFaces / pictures.Count);
        if (pictures.Count > 1)
        {
            return await RunManyAsync(http, pictures, query, maxFaces, deadline);
        }

        ImagePlan plan = Plan(pictures[0], query, maxFaces);
        if (pixels.Refuse(http, plan.Pixels) is { } tooMuch)
        {
            return LandmarksReply.Of(tooMuch);
        }

        planner.NoteWork(plan.Work, http.Request.ContentLength ?? 0, query.Boxes.Count);
        using RequestScope request = Admit(Order(http, [plan], query, deadline));
        ImageScope image = await OpenAsync(request, pictures[0], plan, keepsPixels: query.Picture is not null || query.Crop is not null);
        AlignedImage aligned = await RunAsync(http, image, query, maxFaces, deadline);
        request.MarkDone();
        return LandmarksReply.Of(ImageOutcome.Of(aligned));
    }

    /// <summary>Accepts a request.</summary>
    /// <returns>What it holds from now on; the caller's to dispose of.</returns>
    /// <exception cref="AdmissionException">It is refused.</exception>
    public RequestScope Admit(in AdmissionOrder order)
    {
        using Activity? span = ServiceTracing.Start(ServiceTracing.Admit);
        return admission.TryAdmit(order, out RequestScope? scope, out AdmissionRefusal? refusal) ? scope : throw new AdmissionException(refusal);
    }

    /// <summary>Opens an image of a request; the image is the scope's from here on.</summary>
    /// <param name="request">The request, which holds as many places as are planned.</param>
    /// <param name="picture">The image.</param>
    /// <param name="plan">What it takes.</param>
    /// <param name="keepsPixels">Whether faces may be cut out of it until it is disposed of.</param>
    public async ValueTask<ImageScope> OpenAsync(RequestScope request, IPicture picture, ImagePlan plan, bool keepsPixels = false)
    {
        IFaceAdmission places = await request.Places.TakeAsync(plan.Faces, CancellationToken.None);
        return new ImageScope(request, picture, plan, places, memory, large) { KeepsPixels = keepsPixels };
    }

    /// <summary>Decodes an image, cuts its views out and has the finder look at them.</summary>
    /// <param name="image">The image, planned to be searched; it has its pixels afterwards.</param>
    /// <param name="maxFaces">How many faces there may be at most.</param>
    /// <param name="deadline">The time there is.</param>
    /// <returns>The faces, the largest first.</returns>
    public async Task<FoundFace[]> FindAsync(ImageScope image, int maxFaces, RequestDeadline deadline)
    {
        IReadOnlyList<PreparedView> views = await DecodeAsync(
            image, finder.Engine, () => cutter.CutViews(image, deadline.Token), deadline.Token);
        using Activity? span = ServiceTracing.Start(ServiceTracing.Detect);
        long start = timeProvider.GetTimestamp();
        FinderPackage package = finder.Session!.Package;
        CandidateList candidates = await image.Views!.SearchAsync(
            views,
            new SearchTerms(
                finding.Value.Threshold > 0 ? finding.Value.Threshold : package.Threshold,
                image.Request.Order.Priority,
                deadline.Asked is null ? null : deadline.Left),
            deadline.Token);
        ViewPlan looked = image.Plan.Views!;
        FoundFace[] faces = FaceSelection.Select(candidates, looked.ImageWidth, looked.ImageHeight, package.Suppression, maxFaces);
        image.Found = timeProvider.GetElapsedTime(start);
        metrics.Found(faces.Length);
        span?.SetTag("musica.views", views.Count).SetTag("musica.faces", faces.Length);
        planner.NoteFound(faces.Length);
        return faces;
    }

    /// <summary>
    /// Cuts faces out and has the stages run on them, as many at a time as there are places: a photo with more faces than it was
    /// expected to have takes further places when they get free.
    /// </summary>
    /// <param name="image">The image; decoded now where that has not been done.</param>
    /// <param name="boxes">The faces, at least one.</param>
    /// <param name="withAppearance">Whether the result says how they look.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>One for each box, in order.</returns>
    public async Task<AlignedFace[]> AlignAsync(
        ImageScope image, IReadOnlyList<BoundingBox> boxes, bool withAppearance, CancellationToken cancellationToken)
    {
        var faces = new List<Task<AlignedFace>>(boxes.Count);
        try
        {
            while (faces.Count < boxes.Count)
            {
                using IFaceAdmission places = await image.Places.TakeAsync(boxes.Count - faces.Count, cancellationToken);
                IReadOnlyList<PreparedFace> framed = await FrameAsync(image, boxes, faces.Count, places.Places, cancellationToken);
                faces.AddRange(framed.Select(face =>
                    AlignAsync(face, image.Request.Order.Model.Package, places, withAppearance, cancellationToken)));
            }
        }
        catch
        {
            // Each gives its memory back when it ends; until then the image is not over.
            await ((Task)Task.WhenAll(faces)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        return await Task.WhenAll(faces);
    }

    private static DecodeTerms Terms(ImageScope image) =>
        new(image.Decoding.Work, image.Request.Order.Priority, image.Request.Order.Client);

    private static AdmissionOrder Order(
        HttpContext http, IReadOnlyList<ImagePlan> plans, LandmarkQuery query, RequestDeadline deadline) =>
        new(query.Model, plans.Sum(static plan => plan.Faces), plans.Sum(static plan => plan.Work), ClientShare.Of(http), query.Priority)
        {
            Limits = query.Limits,
            TimeAsked = query.Timeout is null ? null : deadline.Left,
            TimeLeft = deadline.Left,
            IsSearched = query.Find is not null,
        };

    private ImagePlan Plan(IPicture picture, LandmarkQuery query, int maxFaces) => query.Find is { } find
        ? planner.ForSearch(picture, find, maxFaces, query.Picture is not null, query.Crop)
        : planner.ForBoxes(query.Model.Preparer, picture, query.Boxes, query.Picture is not null, query.Crop);

    // What is wrong with one image is its own affair; the others are answered.
    private async Task<LandmarksReply> RunManyAsync(
        HttpContext http, IReadOnlyList<IPicture> pictures, LandmarkQuery query, int maxFaces, RequestDeadline deadline)
    {
        var outcomes = new ImageOutcome[pictures.Count];
        var plans = new List<(int Index, ImagePlan Plan)>(pictures.Count);
        for (int i = 0; i < pictures.Count; i++)
        {
            try
            {
                plans.Add((i, Plan(pictures[i], query, maxFaces)));
            }
            catch (Exception exception)
            {
                outcomes[i] = ImageOutcome.Of(problems.Report(http, exception));
            }
        }

        if (plans.Count > 0)
        {
            if (pixels.Refuse(http, plans.Sum(static planned => planned.Plan.Pixels)) is { } tooMuch)
            {
                return LandmarksReply.Of(tooMuch);
            }

            using RequestScope request = Admit(Order(http, [.. plans.Select(static planned => planned.Plan)], query, deadline));
            await Task.WhenAll(plans.Select(async planned =>
            {
                ImageScope image = await OpenAsync(request, pictures[planned.Index], planned.Plan, keepsPixels: query.Crop is not null);
                try
                {
                    outcomes[planned.Index] = ImageOutcome.Of(await RunAsync(http, image, query, maxFaces, deadline));
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    outcomes[planned.Index] = ImageOutcome.Of(problems.Report(http, exception));
                }
            }));
            request.MarkDone();
        }

        return LandmarksReply.Of(outcomes);
    }

    private async Task<AlignedImage> RunAsync(
        HttpContext http, ImageScope image, LandmarkQuery query, int maxFaces, RequestDeadline deadline)
    {
        using (image)
        {
            FoundFace[]? found = query.Find is null ? null : await FindAsync(image, maxFaces, deadline);
            IReadOnlyList<BoundingBox> boxes = found is null ? query.Boxes : [.. found.Select(static face => face.Box)];
            AlignedFace[] faces = boxes.Count == 0 || query.Find is { BoxesOnly: true }
                ? []
                : await AlignAsync(image, boxes, withAppearance: false, deadline.Token);
            if (found is not null)
            {
                faces = Scored(faces, found);
            }

            if (query.Crop is not null && faces.Length > 0)
            {
                faces = await CropAsync(http, image, faces, query.Crop);
            }

            return new AlignedImage(
                query.Model.Package,
                image.Info,
                faces,
                new ImageTiming(deadline.Received ?? TimeSpan.Zero, image.Waited, image.Decoded, image.Framed, image.Found))
            {
                Found = found is null ? null : new FoundImage(finder.Session!.Package, image.Plan.Views!, found, query.Find!.BoxesOnly),
                Details = query.Details,
                Picture = query.Picture is null
                    ? null
                    : await DrawAsync(image, faces, query.Find is { BoxesOnly: true } ? found! : [], query.Picture),
            };
        }
    }

    private async Task<DrawnPicture> DrawAsync(
        ImageScope image, AlignedFace[] faces, FoundFace[] boxes, PictureQuery picture)
    {
        byte[] encoded = (await workers.ContinueAsync(() => PicturePainter.Paint(
            image.Pixels, image.Request.Order.Model.Package, faces, boxes, picture))).Result;
        return new DrawnPicture(encoded, image.Hand(encoded.Length));
    }

    // Each is in the answer as text, and none is kept when that has been sent.
    private async Task<AlignedFace[]> CropAsync(HttpContext http, ImageScope image, AlignedFace[] faces, CropQuery crop)
    {
        FivePoints points = image.Request.Order.Model.Package.Landmarks.FivePoints!;
        AlignedFace[] cut = (await workers.ContinueAsync(() => faces.Select(face => face with
        {
            Crop = FaceCropper.Cut(image.Pixels, face.Alignment.Landmarks.AsSpan(), points, crop),
        }).ToArray())).Result;
        http.Response.RegisterForDispose(new HeldMemory(image.Hand(cut.Sum(static face => face.Crop?.Encoded.LongLength ?? 0))));
        return cut;
    }

    private async Task<IReadOnlyList<PreparedFace>> FrameAsync(
        ImageScope image, IReadOnlyList<BoundingBox> boxes, int first, int count, CancellationToken cancellationToken)
    {
        IReadOnlyList<PreparedFace> Cut() => cutter.CutFaces(image, boxes, first, count, cancellationToken);
        if (image.IsDecoded)
        {
            using Activity? span = ServiceTracing.Start(ServiceTracing.Cut);
            return (await workers.ContinueAsync(Cut)).Result;
        }

        image.Replan(picture => planner.Decoding(image.Request.Order.Model.Preparer, picture, boxes));
        try
        {
            return await DecodeAsync(image, search: null, Cut, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            metrics.CancelledInPreparation(boxes.Count);
            throw;
        }
    }

    private async Task<T> DecodeAsync<T>(ImageScope image, IFaceSearch? search, Func<T> work, CancellationToken cancellationToken)
    {
        using Activity? span = ServiceTracing.Start(ServiceTracing.Decode);
        (T cut, image.Waited) = await workers.RunAsync(Terms(image), () => image.TryBegin(search), work, cancellationToken);
        metrics.Decoded(image.Decoded.TotalSeconds);
        if (span is not null)
        {
            span.SetTag("musica.image.width", image.Info.Width).SetTag("musica.image.height", image.Info.Height);
            span.Note("musica.waited_ms", image.Waited);
            span.Note("musica.decoded_ms", image.Decoded);
        }

        return cut;
    }

    // One for each face, so that each is awaited and its memory given back whatever becomes of the others.
    private static async Task<AlignedFace> AlignAsync(
        PreparedFace face, ModelPackage model, IFaceAdmission places, bool withAppearance, CancellationToken cancellationToken)
    {
        using Activity? span = ServiceTracing.Start(ServiceTracing.Stages);
        FaceOutcome outcome = await places.AlignAsync(face, cancellationToken);
        if (span is not null)
        {
            span.SetTag("musica.model", model.Name)
                .SetTag("musica.stages", outcome.Stages)
                .SetTag("musica.passes", outcome.Passes)
                .SetTag("musica.exit", outcome.Exit.ToString().ToLowerInvariant())
                .SetTag("musica.predicted_error", outcome.PredictedError);
            span.Note("musica.waited_ms", outcome.Timing.Waited);
            span.Note("musica.gathered_ms", outcome.Timing.Gathered);
            span.Note("musica.executed_ms", outcome.Timing.Executed);
        }

        using (face)
        {
            FaceAppearance? appearance = withAppearance ? FaceAppearance.Of(face, model) : null;
            return new AlignedFace(outcome.Describe(face), outcome.Timing, appearance);
        }
    }

    private AlignedFace[] Scored(AlignedFace[] faces, FoundFace[] found) =>
    [
        .. faces.Zip(found, static (face, box) => face with { Score = box.Score })
            .Where(face => !finding.Value.DropUncertain || face.Alignment.Status == AlignmentStatus.Accepted),
    ];
}
