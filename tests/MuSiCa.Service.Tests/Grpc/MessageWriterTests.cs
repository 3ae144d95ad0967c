using MuSiCa.Inference;
using MuSiCa.Protos.V1;
using MuSiCa.Service.Grpc;

namespace MuSiCa.Service.Tests.Grpc;

public sealed class MessageWriterTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(0.0405f)]
    public void Write_ThresholdThatWasMovedOrNot_IsSaidOnlyWhereItWas(float? threshold)
    {
        FaceAlignment alignment = new(default, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 1, ExitReason.Confident, 0.03f, AlignmentStatus.Accepted)
        {
            Threshold = threshold,
        };

        Face face = MessageWriter.Write(alignment, FakeStages.Package, default);

        Assert.Equal(threshold, face.HasThreshold ? face.Threshold : null);
    }
}
