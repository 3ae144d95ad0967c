namespace MuSiCa.Inference;

// From the outputs of one view to candidates in its image. The network has already set every cell to 0 that is no peak.
internal static class PeakReader
{
    /// <summary>Adds the candidates of a view.</summary>
    /// <returns>Whether all that was read are finite numbers.</returns>
    public static bool Read(
        ViewLayout layout,
        ReadOnlySpan<float> score,
        ReadOnlySpan<float> box,
        View view,
        float threshold,
        CandidateList candidates)
    {
        int cells = layout.CellCount;
        float sum = 0;
        for (int cell = 0; cell < cells; cell++)
        {
            sum += score[cell];
            if (!(score[cell] >= threshold))
            {
                continue;
            }

            float left = box[cell];
            float top = box[cells + cell];
            float right = box[(2 * cells) + cell];
            float bottom = box[(3 * cells) + cell];
            sum += left + top + right + bottom;

            // A box turned inside out is none, and what a cut edge touches is seen whole in another view.
            if (right > left && bottom > top && view.ShowsWhole(layout, left, top, right, bottom))
            {
                candidates.Add(new FaceCandidate(view.ToImage(layout, left, top, right, bottom), score[cell], view.Ratio));
            }
        }

        return float.IsFinite(sum);
    }
}
