using System.CommandLine;
using MuSiCa.Imaging;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

internal static class MusicaCommand
{
    private const string Description = """
        Finds faces and, with a selective cascade, their landmarks; and measures how well.

        What people do:
          musica align photo.jpg                          the landmarks of the faces in a photo, as JSON
          musica align photos -o landmarks.jsonl          of all photos in a folder; --resume goes on
          musica find photo.jpg                           boxes of the faces alone
          musica render photo.jpg -o drawn.png            the photo with its landmarks drawn
          musica track video.mp4 -o drawn.mp4             the faces of a video, followed and drawn
        """;

    public static async Task<int> RunAsync(string[] arguments, Screen screen)
    {
        ParseResult parsed = Create(screen).Parse(arguments);
        if (arguments.Length > 0 && !arguments[0].StartsWith('[') && Usage.Refuse(parsed, screen))
        {
            return ExitCodes.Usage;
        }

        var configuration = new InvocationConfiguration
        {
            Output = screen.Output,
            Error = screen.Error,
            EnableDefaultExceptionHandler = false,
        };
        try
        {
            int code = await parsed.InvokeAsync(configuration).ConfigureAwait(false);
            return parsed.Errors.Count > 0 ? ExitCodes.Usage : code;
        }
        catch (OperationCanceledException)
        {
            screen.Remark("stopped.");
            return ExitCodes.Cancelled;
        }
        catch (Exception exception) when (IsForTheUser(exception))
        {
            screen.Remark(exception.Message);
            return ExitCodes.Failure;
        }
    }

    private static RootCommand Create(Screen screen) => new(Description)
    {
        FindCommand.Create(screen),
        AlignCommand.Create(screen),
        RenderCommand.Create(screen),
        TrackCommand.Create(screen),
        EvaluateCommand.Create(screen),
        EvaluateFinderCommand.Create(screen),
        EvaluatePoseCommand.Create(screen),
        ServeCommand.Create(screen),
        CompletionCommand.Create(screen),
    };

    private static bool IsForTheUser(Exception exception) => exception
        is UserException
        or ModelPackageException
        or ExecutionProviderException
        or ExitLimitsException
        or FinderOutputException
        or ImageException
        or IOException
        or UnauthorizedAccessException;
}
