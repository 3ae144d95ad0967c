using System.Text;

namespace MuSiCa.Bench;

/// <summary>How hostile callers go about it.</summary>
internal enum HostileWay
{
    /// <summary>Whole requests, each as soon as the one before is answered; who is refused asks again after 50 ms.</summary>
    Requests,

    /// <summary>The request, which is only the beginning of one, and then nothing.</summary>
    HalfSent,

    /// <summary>The request, and then the connection is kept.</summary>
    KeptOpen,

    /// <summary>Messages of gRPC, each as soon as the one before is answered.</summary>
    Grpc,
}

/// <summary>What hostile callers of one kind send.</summary>
/// <param name="Name">How reports call it.</param>
/// <param name="Way">How they go about it.</param>
/// <param name="Callers">How many at a time, a connection each.</param>
/// <param name="Request">What each sends: of gRPC the message.</param>
internal sealed record HostileMix(string Name, HostileWay Way, int Callers, byte[] Request)
{
    private const string FormBoundary = "musica-bench";
    private const string FormType = $"multipart/form-data; boundary={FormBoundary}";
    private const int Files = 16;
    private const int Many = 24;

    /// <summary>Makes every mix.</summary>
    public static HostileMix[] All()
    {
        byte[] png = HostileImages.Png(8, isInterlaced: false);
        byte[] request = Image(png, "image/png");
        return
        [
            new HostileMix("PNG of 48 MP, one at a time", HostileWay.Requests, 1, request),
            new HostileMix("PNG of 48 MP, 24 at a time", HostileWay.Requests, Many, request),
            new HostileMix(
                "interlaced 16-bit PNG of 48 MP", HostileWay.Requests, Many, Image(HostileImages.Png(16, isInterlaced: true), "image/png")),
            new HostileMix("progressive 4:4:4 JPEG of 48 MP", HostileWay.Requests, Many, Image(HostileImages.Jpeg(), "image/jpeg")),
            new HostileMix("WebP of 50 MP in 34 bytes", HostileWay.Requests, Many, Image(HostileImages.WebP(), "image/webp")),
            new HostileMix("forms of 16 such PNGs", HostileWay.Requests, 8, RawRequest.Post("/v1/landmarks", FormType, Form(png))),
            new HostileMix("bodies of 64 MB, half sent", HostileWay.HalfSent, Many, HalfForm(64_000_000)),
            new HostileMix("gRPC messages of 8 million boxes", HostileWay.Grpc, 8, Boxes(8_000_000)),
            new HostileMix("1,000 connections kept open", HostileWay.KeptOpen, 1000, RawRequest.Get("/health/live")),
        ];
    }

    private static byte[] Image(byte[] image, string mediaType) => RawRequest.Post("/v1/landmarks", mediaType, image);

    private static byte[] Form(byte[] image)
    {
        using var body = new MemoryStream();
        for (int file = 0; file < Files; file++)
        {
            body.Write(PartHead());
            body.Write(image);
            body.Write("\r\n"u8);
        }

        body.Write(Encoding.ASCII.GetBytes($"--{FormBoundary}--\r\n"));
        return body.ToArray();
    }

    private static byte[] HalfForm(int length) =>
        [.. RawRequest.Head("/v1/landmarks", FormType, length), .. PartHead(), .. new byte[length / 2]];

    private static byte[] PartHead() => Encoding.ASCII.GetBytes(
        $"--{FormBoundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n");

    // Field 2 of LocateRequest, boxes, each without content: two bytes that become an object.
    private static byte[] Boxes(int count)
    {
        byte[] message = new byte[2 * count];
        for (int i = 0; i < message.Length; i += 2)
        {
            message[i] = (2 << 3) | 2;
        }

        return message;
    }
}
