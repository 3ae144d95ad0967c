using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using MuSiCa.Serving;

namespace MuSiCa.Service.Grpc;

/// <summary>Has the bodies of gRPC calls counted in the budget of the service while they arrive.</summary>
internal static class BodyBudget
{
    public static IApplicationBuilder UseBodyBudget(this IApplicationBuilder app)
    {
        MemoryBudget memory = app.ApplicationServices.GetRequiredService<MemoryBudget>();
        MessageMemory messages = app.ApplicationServices.GetRequiredService<MessageMemory>();
        return app.Use((http, next) => GrpcRequests.IsGrpc(http.Request) ? CountAsync(http, next, memory, messages) : next(http));
    }

    private static async Task CountAsync(HttpContext http, RequestDelegate next, MemoryBudget memory, MessageMemory messages)
    {
        using var body = new CountedPipeReader(
            http.Request.BodyReader, memory, wanted => GrpcProblem.ToException(messages.Refuse(wanted)));
        http.Features.Set<IRequestBodyPipeFeature>(new CountedBody(body));
        await next(http);
    }

    private sealed class CountedBody(PipeReader reader) : IRequestBodyPipeFeature
    {
        public PipeReader Reader => reader;
    }
}
