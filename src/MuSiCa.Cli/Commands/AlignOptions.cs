using System.CommandLine;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

// Which model aligns, which finder finds, and what of it is wanted.
internal sealed class AlignOptions
{
    private readonly Option<BoundingBox[]> _boxes = BoxArgument.Option();

    // A GPU takes longer to wake up than a few faces take on the CPU.
    private readonly ModelOptions _model = new(ExecutionProvider.Cpu);
    private readonly LimitOptions _limits = new();
    private readonly FinderOptions _finder = new();

    public void AddTo(Command command)
    {
        command.Options.Add(_boxes);
        _model.AddTo(command);
        _limits.AddTo(command);
        _finder.AddTo(command);
    }

    /// <summary>Whether boxes are given, which are those of one photo.</summary>
    public bool HasBoxes(ParseResult result) => result.GetValue(_boxes) is { Length: > 0 };

    /// <summary>Opens the models, which serve any number of photos.</summary>
    /// <param name="result">The arguments.</param>
    /// <param name="screen">Is told a fallback.</param>
    /// <param name="details">What answers say beside landmarks.</param>
    /// <param name="isShared">Whether several photos run at a time.</param>
    public AlignTools Open(ParseResult result, Screen screen, AnswerDetails details, bool isShared)
    {
        BoundingBox[] boxes = result.GetValue(_boxes) ?? [];
        ExitLimits limits = _limits.Read(result);
        CascadeSession cascade = _model.Read(result, isShared).Open(screen);
        try
        {
            if (details.Pose && cascade.Package.Landmarks.Head is null)
            {
                throw new UserException($"model '{cascade.Package.Name}' tells no pose: its package has no landmarks.head");
            }

            FinderSettings finds = _finder.Read(result, _model.Provider.Read(result, isShared));
            return new AlignTools(
                cascade, boxes.Length > 0 ? null : finds.Open(screen), new AlignTerms(boxes, finds.Faces, limits, details), screen);
        }
        catch
        {
            cascade.Dispose();
            throw;
        }
    }
}
