using MuSiCa.Inference;

namespace MuSiCa.Drawing;

/// <summary>
/// Where the numbers of landmarks go so that they do not lie on the lines: beside the line at each point, outside of what it goes
/// round; of an outline within another one, as the inner lips are, inside.
/// </summary>
internal sealed class NumberPlacement
{
    private readonly LandmarkAnswer[][] _groups;
    private readonly bool[] _closed;
    private readonly LandmarkAnswer _centre;

    /// <param name="groups">The landmarks of each group.</param>
    /// <param name="closed">Whether a group goes round.</param>
    public NumberPlacement(LandmarkAnswer[][] groups, bool[] closed)
    {
        (_groups, _closed) = (groups, closed);
        _centre = Mean([.. groups.SelectMany(static group => group)]);
    }

    /// <summary>The centre of a number.</summary>
    /// <param name="group">The group.</param>
    /// <param name="index">The place of the landmark in it.</param>
    /// <param name="distance">How far from the landmark.</param>
    public LandmarkAnswer Find(int group, int index, double distance)
    {
        LandmarkAnswer[] points = _groups[group];
        LandmarkAnswer point = points[index];
        LandmarkAnswer before = points[index > 0 ? index - 1 : _closed[group] ? points.Length - 1 : 0];
        LandmarkAnswer after = points[index + 1 < points.Length ? index + 1 : _closed[group] ? 0 : index];
        (double x, double y) = (after.Y - before.Y, before.X - after.X);
        double length = double.Hypot(x, y);
        (x, y) = length > 0 ? (x / length, y / length) : (0, -1);

        // An outline is left on the side that its winding tells; from a line that does not go round, away from the middle of the face.
        double outwards = _closed[group] ? Winding(points) : (x * (point.X - _centre.X)) + (y * (point.Y - _centre.Y));
        double sign = outwards < 0 ? -1 : 1;
        sign *= IsWithinAnother(group) ? -1 : 1;
        return new LandmarkAnswer(point.X + (sign * x * distance), point.Y + (sign * y * distance));
    }

    private bool IsWithinAnother(int group) => _closed[group] && Enumerable.Range(0, _groups.Length).Any(
        other => other != group && _closed[other] && _groups[group].All(point => IsWithin(_groups[other], point)));

    // Twice the area of the outline, above 0 where it goes round clockwise as a photo shows it.
    private static double Winding(LandmarkAnswer[] points)
    {
        double sum = 0;
        for (int i = 0; i < points.Length; i++)
        {
            (LandmarkAnswer one, LandmarkAnswer next) = (points[i], points[(i + 1) % points.Length]);
            sum += (one.X * next.Y) - (next.X * one.Y);
        }

        return sum;
    }

    private static bool IsWithin(LandmarkAnswer[] outline, LandmarkAnswer point) =>
        outline.Min(static one => one.X) <= point.X && point.X <= outline.Max(static one => one.X)
        && outline.Min(static one => one.Y) <= point.Y && point.Y <= outline.Max(static one => one.Y);

    private static LandmarkAnswer Mean(LandmarkAnswer[] points) =>
        points.Length == 0 ? default : new(points.Average(static point => point.X), points.Average(static point => point.Y));
}
