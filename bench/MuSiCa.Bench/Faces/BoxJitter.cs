using MuSiCa.Inference;

namespace MuSiCa.Bench;

/// <summary>Moves and scales boxes a little, as a detector does from one photo to the next.</summary>
internal sealed class BoxJitter(int seed)
{
    private const double Shift = 0.05;
    private const double Scale = 0.08;

    private readonly Random _random = new(seed);

    public BoundingBox Next(BoundingBox box)
    {
        double scale = 1 + Around(Scale);
        double x = box.X + (box.Width * (0.5 + Around(Shift)));
        double y = box.Y + (box.Height * (0.5 + Around(Shift)));
        double width = box.Width * scale;
        double height = box.Height * scale;
        return new BoundingBox((float)(x - (width / 2)), (float)(y - (height / 2)), (float)width, (float)height);
    }

    private double Around(double reach) => reach * ((2 * _random.NextDouble()) - 1);
}
