using Grpc.Core;
using MuSiCa.Protos.V1;
using MuSiCa.Service.Tracking;

namespace MuSiCa.Service.Grpc;

/// <summary>The service <c>musica.v1.FaceLandmarker</c>; <see cref="FaceLandmarkerMethods"/> binds its methods.</summary>
internal sealed class FaceLandmarkerService(LocateHandler locate, TrackHandler track, GetModelHandler model)
{
    public Task<LocateResponse> Locate(LocateRequest request, ServerCallContext context) => locate.HandleAsync(request, context);

    public Task Track(
        IAsyncStreamReader<Frame> requestStream, IServerStreamWriter<FrameLandmarks> responseStream, ServerCallContext context) =>
        track.HandleAsync(requestStream, responseStream, context);

    public Task<ModelDescription> GetModel(GetModelRequest request, ServerCallContext context) =>
        Task.FromResult(model.Handle(request));
}
