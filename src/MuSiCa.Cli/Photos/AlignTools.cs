using System.Text.Json;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

/// <summary>Opened models and what is wanted of them, for any number of photos.</summary>
internal sealed class AlignTools(
    CascadeSession cascade,
    FinderSession? finder,
    FindSettings? finds,
    BoundingBox[] boxes,
    ExitLimits limits,
    AnswerDetails details,
    Screen screen) : IDisposable
{
    /// <summary>Makes what aligns photos on one thread; to be disposed of before this.</summary>
    public Worker CreateWorker() => new(this);

    public void Dispose()
    {
        finder?.Dispose();
        cascade.Dispose();
    }

    /// <summary>Aligns photos on one thread.</summary>
    public sealed class Worker : IPhotoWorker
    {
        private readonly AlignTools _tools;
        private readonly PhotoAligner _aligner;
        private readonly PhotoFinder? _finder;

        internal Worker(AlignTools tools)
        {
            _tools = tools;
            _aligner = new PhotoAligner(tools.Cascade);
            _finder = tools.CreateFinder();
        }

        /// <summary>The landmarks of the faces in a photo.</summary>
        public AlignedPhoto Align(Photo photo, CancellationToken cancellationToken) => new(
            photo,
            _tools.Cascade.Package,
            _finder is null
                ? _aligner.Align(photo, _tools.Boxes, _tools.Limits, _tools.Details, cancellationToken)
                : _aligner.Align(photo, _finder.Find(photo, cancellationToken).Faces, _tools.Limits, _tools.Details, cancellationToken));

        public string Answer(Photo photo, CancellationToken cancellationToken) =>
            JsonSerializer.Serialize(Align(photo, cancellationToken).Answer, AnswerJsonContext.Default.AlignmentAnswer);

        public void Dispose()
        {
            _finder?.Dispose();
            _aligner.Dispose();
        }
    }

    private CascadeSession Cascade => cascade;

    private BoundingBox[] Boxes => boxes;

    private ExitLimits Limits => limits;

    private AnswerDetails Details => details;

    private PhotoFinder? CreateFinder() => finder is null ? null : new PhotoFinder(finder, finds!, screen);
}
