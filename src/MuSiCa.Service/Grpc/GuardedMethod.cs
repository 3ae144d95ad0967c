using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Grpc;

/// <summary>
/// Makes methods whose messages pass <see cref="MessageGuard"/> before they are parsed. The generated binding would parse whatever comes.
/// </summary>
internal static class GuardedMethod
{
    /// <summary>What every method is bound with.</summary>
    public static readonly object[] Metadata = [new HttpMethodMetadata([HttpMethods.Post], acceptCorsPreflight: true)];

    /// <summary>Makes a method.</summary>
    /// <param name="type">Whether it streams.</param>
    /// <param name="service">The service that it belongs to.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="requestParser">Parses its requests.</param>
    /// <param name="request">The type of its requests.</param>
    /// <param name="responseParser">Parses its answers.</param>
    /// <param name="maxFaces">Faces that one request may have.</param>
    public static Method<TRequest, TResponse> Create<TRequest, TResponse>(
        MethodType type,
        Google.Protobuf.Reflection.ServiceDescriptor service,
        string name,
        MessageParser<TRequest> requestParser,
        MessageDescriptor request,
        MessageParser<TResponse> responseParser,
        int maxFaces)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        var guard = new MessageGuard(request, maxFaces);

        // Fields of a later version are of no use to this one: they are dropped while they are read.
        MessageParser<TRequest> parser = requestParser.WithDiscardUnknownFields(true);
        return new Method<TRequest, TResponse>(
            type,
            service.FullName,
            name,
            new Marshaller<TRequest>(Write, context => Read(context, guard, parser)),
            new Marshaller<TResponse>(Write, context => responseParser.ParseFrom(context.PayloadAsReadOnlySequence())));
    }

    private static T Read<T>(DeserializationContext context, MessageGuard guard, MessageParser<T> parser)
        where T : IMessage<T>
    {
        System.Buffers.ReadOnlySequence<byte> message = context.PayloadAsReadOnlySequence();
        try
        {
            guard.Check(message);
        }
        catch (ProblemException exception)
        {
            throw GrpcProblem.ToException(exception.Problem);
        }

        return parser.ParseFrom(message);
    }

    private static void Write<T>(T message, SerializationContext context)
        where T : IMessage
    {
        context.SetPayloadLength(message.CalculateSize());
        message.WriteTo(context.GetBufferWriter());
        context.Complete();
    }
}
