using System.Collections.Immutable;
using Grpc.Core;
using MuSiCa.Inference;
using MuSiCa.Protos.V1;
using MuSiCa.Service.Models;
using MuSiCa.Service.Problems;
using LandmarkGroup = MuSiCa.Protos.V1.LandmarkGroup;
using LandmarkScheme = MuSiCa.Protos.V1.LandmarkScheme;
using MessagePoints = MuSiCa.Protos.V1.FivePoints;
using ModelDescription = MuSiCa.Protos.V1.ModelDescription;

namespace MuSiCa.Service.Grpc;

/// <summary>Answers the call GetModel.</summary>
internal sealed class GetModelHandler(ModelCatalog models)
{
    /// <summary>Describes a loaded model; answered while the service is not ready, too.</summary>
    /// <exception cref="RpcException">The model that is asked for is not loaded.</exception>
    public ModelDescription Handle(GetModelRequest request)
    {
        ModelPackage package;
        try
        {
            package = MessageReader.Model(request.Model, models, static model =>
            {
                model.Exit();
                return model.Package;
            });
        }
        catch (ProblemException exception)
        {
            throw GrpcProblem.ToException(exception.Problem);
        }

        var description = new ModelDescription
        {
            Model = new Model { Name = package.Name, Version = package.Version },
            License = package.License,
            Landmarks = Write(package.Landmarks),
            Stages = (uint)package.Stages.Length,
            Threshold = package.Exit.Threshold,
            FinalThreshold = package.Exit.FinalThreshold,
        };
        description.Profiles.Add(package.Exit.Profiles);
        return description;
    }

    private static LandmarkScheme Write(Inference.LandmarkScheme scheme)
    {
        var message = new LandmarkScheme { Name = scheme.Name, Count = (uint)scheme.Count };
        foreach (Inference.LandmarkGroup group in scheme.Groups)
        {
            message.Groups.Add(new LandmarkGroup { Name = group.Name, Indices = { Numbers(group.Indices) } });
        }

        message.Mirror.Add(Numbers(scheme.Mirror));
        if (scheme.FivePoints is { } five)
        {
            message.FivePoints = new MessagePoints
            {
                LeftEye = { Numbers(five.LeftEye) },
                RightEye = { Numbers(five.RightEye) },
                NoseTip = { Numbers(five.NoseTip) },
                LeftMouth = { Numbers(five.LeftMouth) },
                RightMouth = { Numbers(five.RightMouth) },
            };
        }

        return message;
    }

    private static IEnumerable<uint> Numbers(ImmutableArray<int> indices) => indices.Select(static index => (uint)index);
}
