using System.Collections.Immutable;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text.Json;
using MuSiCa.Inference;
using MuSiCa.Service.Hosting;
using MuSiCa.Service.Pictures;

namespace MuSiCa.Service.Rest;

/// <summary>
/// Answers with a zip, written as its client takes it: <c>landmarks.json</c>, the answer without the faces that were cut out;
/// <c>crops.json</c>, which file is which face; and a file for each of them.
/// </summary>
/// <param name="answer">The answer with its crops.</param>
internal sealed class CropArchive(AlignmentAnswer answer) : IResult
{
    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = AcceptedFormat.Zip;
        httpContext.Response.Headers.CacheControl = "no-store";
        httpContext.Response.Headers.XContentTypeOptions = "nosniff";
        httpContext.Response.Headers.ContentDisposition = "attachment; filename=\"faces.zip\"";
        await SlowReader.WriteAsync(httpContext, token => WriteAsync(httpContext.Response.Body, token));
    }

    private async Task WriteAsync(Stream body, CancellationToken cancellationToken)
    {
        // Entry by entry: an archive also writes what it must not wait for, the end of an entry and its own.
        var packed = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        using (var archive = new ZipArchive(packed.Writer.AsStream(), ZipArchiveMode.Create, leaveOpen: true))
        {
            AlignmentAnswer plain = answer with { Faces = [.. answer.Faces.Select(static face => face with { Crop = null })] };
            Add(archive, "landmarks.json", JsonSerializer.SerializeToUtf8Bytes(plain, ServiceJson.Answers.AlignmentAnswer));

            // A face whose five points are one place has none.
            (int Face, FaceCropAnswer Crop)[] crops =
                [.. answer.Faces.Index().Where(static face => face.Item.Crop is not null).Select(static face => (face.Index, face.Item.Crop!))];
            var files = new CropFiles([.. crops.Select(static one => new CropFile(
                one.Face, NameOf(one.Face, one.Crop), one.Crop.Width, one.Crop.Height, one.Crop.MediaType, one.Crop.Matrix))]);
            Add(archive, "crops.json", JsonSerializer.SerializeToUtf8Bytes(files, ServiceJson.Answers.CropFiles));
            foreach ((int face, FaceCropAnswer crop) in crops)
            {
                // PNG and JPEG are packed already.
                Add(archive, NameOf(face, crop), crop.Data, CompressionLevel.NoCompression);
                await SendAsync(packed.Reader, body, cancellationToken);
            }
        }

        await SendAsync(packed.Reader, body, cancellationToken);
    }

    private static void Add(ZipArchive archive, string name, byte[] bytes, CompressionLevel level = CompressionLevel.Optimal)
    {
        using Stream file = archive.CreateEntry(name, level).Open();
        file.Write(bytes);
    }

    private static async Task SendAsync(PipeReader packed, Stream body, CancellationToken cancellationToken)
    {
        while (packed.TryRead(out ReadResult read) && !read.Buffer.IsEmpty)
        {
            foreach (ReadOnlyMemory<byte> piece in read.Buffer)
            {
                await body.WriteAsync(piece, cancellationToken);
            }

            packed.AdvanceTo(read.Buffer.End);
        }
    }

    private static string NameOf(int face, FaceCropAnswer crop) => $"face-{face}.{(crop.MediaType == AcceptedFormat.Png ? "png" : "jpg")}";
}

/// <summary>The faces of an archive.</summary>
/// <param name="Crops">One for each file.</param>
internal sealed record CropFiles(IReadOnlyList<CropFile> Crops);

/// <summary>A face of an archive.</summary>
/// <param name="Face">Its place among the faces of <c>landmarks.json</c>, counted from 0.</param>
/// <param name="File">Name of its file.</param>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="MediaType">What the file is.</param>
/// <param name="Matrix">From the photo to the file, as in <see cref="FaceCropAnswer"/>.</param>
internal sealed record CropFile(
    int Face, string File, int Width, int Height, string MediaType, ImmutableArray<ImmutableArray<double>> Matrix);
