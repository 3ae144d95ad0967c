using System.Collections.Immutable;

namespace MuSiCa.Inference;

/// <summary>How far a face has come through the cascade. Belongs to one face and is changed by one thread at a time.</summary>
public sealed class FaceProgress
{
    private readonly float[] _shape;
    private readonly float[] _hidden;

    internal FaceProgress(int landmarks, int hidden)
    {
        _shape = new float[2 * landmarks];
        _hidden = new float[hidden];
    }

    /// <summary>Number of stages that have run.</summary>
    public int Stages { get; internal set; }

    /// <summary>
    /// Inter-ocular NME that the last stage expects, as a fraction (0.04 = 4 %); NaN before the first stage.
    /// </summary>
    public float PredictedError { get; internal set; } = float.NaN;

    /// <summary>
    /// By how much all stages still to come are expected to lower that error, as a fraction; NaN where the model does not predict it.
    /// </summary>
    public float PredictedGain { get; internal set; } = float.NaN;

    /// <summary>Current landmarks x0, y0, x1, y1, … in frame pixels.</summary>
    public ReadOnlySpan<float> Shape => _shape;

    /// <summary>Hidden state that the next stage takes.</summary>
    public ReadOnlySpan<float> Hidden => _hidden;

    internal Span<float> MutableShape => _shape;

    internal Span<float> MutableHidden => _hidden;

    internal void Reset(FrameLayout frame, ImmutableArray<float> meanShape)
    {
        Stages = 0;
        PredictedError = float.NaN;
        PredictedGain = float.NaN;
        Array.Clear(_hidden);
        for (int i = 0; i < _shape.Length; i++)
        {
            _shape[i] = (float)(frame.Center + ((double)frame.BoxSide * meanShape[i]));
        }
    }
}
