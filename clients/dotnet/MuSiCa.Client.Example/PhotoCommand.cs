using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace MuSiCa.Client.Example;

/// <summary>Landmarks of the faces in a photo.</summary>
internal static class PhotoCommand
{
    public static Command Create()
    {
        var photo = new Argument<FileInfo>("photo") { Description = "A JPEG, PNG or WebP file." };
        var boxes = new Option<Box[]>("--box")
        {
            Description = "Where a face is, in pixels: x,y,width,height. Repeat it for more faces; without any they are found.",
            DefaultValueFactory = static _ => [],
            CustomParser = static result => [.. result.Tokens.Select(token => ParseBox(token, result))],
        };
        Option<Uri> url = Clients.Url("http://localhost:8080");
        var command = new Command("photo", "Landmarks of the faces in a photo.") { photo, boxes, url };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(photo), parsed.GetRequiredValue(boxes), parsed.GetRequiredValue(url), cancellationToken));
        return command;
    }

    private static async Task RunAsync(FileInfo photo, Box[] boxes, Uri url, CancellationToken cancellationToken)
    {
        await using ServiceProvider services = Clients.Create(options => options.Url = url);
        byte[] file = await File.ReadAllBytesAsync(photo.FullName, cancellationToken);
        Answer answer = await services.GetRequiredService<MusicaClient>()
            .LocateAsync(file, new LocateOptions { Boxes = boxes }, cancellationToken);

        foreach ((int index, Face face) in answer.Faces.Index())
        {
            Console.WriteLine(
                $"face {index + 1}: {face.Status}, {face.Exit} after {face.Stages} stages, expected error {face.PredictedError:0.0000}");
            foreach (Landmark landmark in face.Landmarks)
            {
                Console.WriteLine($"  {landmark.X:0.00} {landmark.Y:0.00}");
            }
        }
    }

    private static Box ParseBox(Token token, ArgumentResult result)
    {
        string[] parts = token.Value.Split(',');
        float[] numbers =
        [
            .. parts.Select(static part => float.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out float number) ? number : float.NaN),
        ];
        if (numbers is [var x, var y, var width, var height] && !numbers.Any(float.IsNaN))
        {
            return new Box(x, y, width, height);
        }

        result.AddError($"\"{token.Value}\" is no box; write x,y,width,height.");
        return default;
    }
}
