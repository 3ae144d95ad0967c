using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Google.Protobuf;
using Grpc.Net.Client;
using MuSiCa.Protos.V1;

namespace MuSiCa.Samples.Client;

/// <summary>Landmarks of the faces in a photo: one call.</summary>
internal static class LocateCommand
{
    public static Command Create()
    {
        var photo = new Argument<FileInfo>("photo") { Description = "A JPEG, PNG or WebP file." };
        var boxes = new Option<Box[]>("--box")
        {
            Description = "Where a face is, in pixels: x,y,width,height. Repeat it for more faces; without any they are found.",
            DefaultValueFactory = static _ => [],
            CustomParser = static result => [.. result.Tokens.Select(token => ParseBox(token, result)).OfType<Box>()],
        };
        var timeout = new Option<double>("--timeout")
        {
            Description = "Seconds to wait at most.",
            DefaultValueFactory = static _ => 10,
            CustomParser = ParseSeconds,
        };
        Option<Uri> address = CommonOptions.Address();
        var command = new Command("locate", "Landmarks of the faces in a photo.") { photo, boxes, timeout, address };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(photo),
            parsed.GetRequiredValue(boxes),
            TimeSpan.FromSeconds(parsed.GetValue(timeout)),
            parsed.GetRequiredValue(address),
            cancellationToken));
        return command;
    }

    private static async Task RunAsync(FileInfo photo, Box[] boxes, TimeSpan timeout, Uri address, CancellationToken cancellationToken)
    {
        var request = new LocateRequest
        {
            Image = new Image { Encoded = UnsafeByteOperations.UnsafeWrap(await File.ReadAllBytesAsync(photo.FullName, cancellationToken)) },
            Boxes = { boxes },
        };
        using GrpcChannel channel = GrpcChannel.ForAddress(address);
        LocateResponse response = await new FaceLandmarker.FaceLandmarkerClient(channel)
            .LocateAsync(request, deadline: DateTime.UtcNow + timeout, cancellationToken: cancellationToken);

        foreach ((int index, Face face) in response.Faces.Index())
        {
            Console.WriteLine(
                $"face {index + 1}: {face.Status}, {face.Exit} after {face.Stages} stages, expected error {face.PredictedError:0.0000}");
            foreach (float[] point in face.Landmarks.Chunk(2))
            {
                Console.WriteLine($"  {point[0]:0.00} {point[1]:0.00}");
            }
        }
    }

    // A point for decimals, whatever the machine.
    private static double ParseSeconds(ArgumentResult result)
    {
        string text = result.Tokens.Single().Value;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) || seconds is not (> 0 and < 86_400))
        {
            result.AddError($"\"{text}\" is no time; write seconds above 0, as in 2.5.");
        }

        return seconds;
    }

    private static Box? ParseBox(Token token, ArgumentResult result)
    {
        string[] parts = token.Value.Split(',');
        float[] numbers = [.. parts.Select(static part => float.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out float number) ? number : float.NaN)];
        if (numbers is [var x, var y, var width, var height] && !numbers.Any(float.IsNaN))
        {
            return new Box { X = x, Y = y, Width = width, Height = height };
        }

        result.AddError($"\"{token.Value}\" is no box; write x,y,width,height.");
        return null;
    }
}
