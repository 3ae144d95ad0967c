using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using MuSiCa.Inference;
using MuSiCa.Service.Pipeline;

namespace MuSiCa.Service.Pictures;

/// <summary>
/// Answers with a picture, piece by piece as its client takes it: written in one go it would be copied as a whole for everyone who is
/// slow to read it. Its memory is given back when it is sent, or when the client takes longer for it than a request may take.
/// </summary>
internal sealed class PictureResult(PictureQuery query, AlignedImage aligned) : IResult
{
    // A multiple of three, so that pieces of Base64 can follow each other.
    private const int Piece = 6 * 1024;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using DrawnPicture picture = aligned.Picture!;
        await SlowReader.WriteAsync(httpContext, token => WriteAsync(httpContext.Response, picture.Encoded, token));
    }

    private async Task WriteAsync(HttpResponse response, ReadOnlyMemory<byte> encoded, CancellationToken cancellationToken)
    {
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        if (query.Format == AnswerFormat.Png)
        {
            response.ContentType = AcceptedFormat.Png;
            response.ContentLength = encoded.Length;
            for (int sent = 0; sent < encoded.Length; sent += Piece)
            {
                await response.Body.WriteAsync(encoded.Slice(sent, Math.Min(Piece, encoded.Length - sent)), cancellationToken);
            }

            return;
        }

        // Opened as a page it runs nothing and fetches nothing.
        response.ContentType = AcceptedFormat.Svg;
        response.Headers.ContentSecurityPolicy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";
        await WriteSvgAsync(response.Body, encoded, cancellationToken);
    }

    private async Task WriteSvgAsync(Stream body, ReadOnlyMemory<byte> photo, CancellationToken cancellationToken)
    {
        // Pixel centres are at integers, so that the photo begins half a pixel before the origin.
        (int width, int height) = (aligned.Image.Width, aligned.Image.Height);
        await WriteAsync(body, string.Create(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"-0.5 -0.5 {width} {height}\">\n"
                + $"<image x=\"-0.5\" y=\"-0.5\" width=\"{width}\" height=\"{height}\" preserveAspectRatio=\"none\" "
                + $"href=\"data:image/jpeg;base64,"), cancellationToken);
        byte[] piece = new byte[Base64.GetMaxEncodedToUtf8Length(Piece)];
        for (int sent = 0; sent < photo.Length; sent += Piece)
        {
            OperationStatus status = Base64.EncodeToUtf8(
                photo.Span.Slice(sent, Math.Min(Piece, photo.Length - sent)), piece, out _, out int written);
            System.Diagnostics.Debug.Assert(status == OperationStatus.Done, "The piece has room for all of it.");
            await body.WriteAsync(piece.AsMemory(0, written), cancellationToken);
        }

        await WriteAsync(body, "\"/>\n", cancellationToken);
        var faces = new SvgFaces(aligned.Model, query.Options);
        foreach (AlignedFace face in aligned.Faces)
        {
            await WriteAsync(body, faces.Write(FaceAnswer.From(face.Alignment)), cancellationToken);
        }

        if (aligned.Found is { BoxesOnly: true } found)
        {
            foreach (FoundFace face in found.Faces)
            {
                await WriteAsync(body, SvgFaces.Write(face), cancellationToken);
            }
        }

        await WriteAsync(body, "</svg>\n", cancellationToken);
    }

    private static ValueTask WriteAsync(Stream body, string text, CancellationToken cancellationToken) =>
        body.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
}
