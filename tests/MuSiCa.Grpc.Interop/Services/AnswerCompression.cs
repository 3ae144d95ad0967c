using Grpc.Core;
using MuSiCa.Grpc.Interop.Protos;

namespace MuSiCa.Grpc.Interop.Services;

/// <summary>Which answers are compressed.</summary>
/// <remarks>
/// An empty answer must not be: since .NET 9 a GZipStream without input writes nothing, and Grpc.AspNetCore frames that as a
/// compressed message of zero bytes, which @grpc/grpc-js refuses (grpc/grpc-dotnet#2596, grpc/grpc-node#3065).
/// </remarks>
internal static class AnswerCompression
{
    public static WriteOptions None { get; } = new(WriteFlags.NoCompress);

    public static WriteOptions For(BoolValue? wanted) => wanted is { Value: true } ? WriteOptions.Default : None;
}
