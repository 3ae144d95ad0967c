using System.Text.Json;
using System.Text.Json.Nodes;
using MuSiCa.Inference;
using MuSiCa.Service.Hosting;
using MuSiCa.Service.Sockets;

namespace MuSiCa.Service.Tests.Sockets;

public sealed class SocketAnswerTests
{
    // What REST says of a face a stream says as well; crops and scores are of photos alone.
    [Fact]
    public void TrackedFaceAnswer_Members_AreThoseOfRestAndTheTrack()
    {
        IEnumerable<string> ofRest = typeof(FaceAnswer).GetProperties().Select(static property => property.Name)
            .Except([nameof(FaceAnswer.Timing), nameof(FaceAnswer.Score), nameof(FaceAnswer.Crop)]);

        Assert.Equal(
            ofRest.Concat(["TrackId", "State"]).Order(StringComparer.Ordinal),
            typeof(TrackedFaceAnswer).GetProperties().Select(static property => property.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Serialize_ThresholdThatWasMoved_IsThere()
    {
        var face = new TrackedFaceAnswer(
            1, "started", new BoxAnswer(0, 0, 1, 1), [], 1, ExitReason.Confident, 0.03, AlignmentStatus.Accepted, null, 0.0405, null, null, null);

        JsonNode json = JsonNode.Parse(JsonSerializer.Serialize(new SocketAnswer(Faces: [face]), ServiceJson.Answers.SocketAnswer))!;

        Assert.Equal(0.0405, (double)json["faces"]![0]!["threshold"]!);
    }
}
