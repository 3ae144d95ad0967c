namespace MuSiCa.Inference;

// Weights of a triangle filter along one axis: output u is the sum of Weight * pixel over consecutive pixels from First(u).
// Taps outside the image have their weight added to the edge pixel, so a table never grows beyond what the image holds.
internal sealed class ResampleTaps
{
    private readonly int[] _first;
    private readonly int[] _count;
    private readonly int[] _offset;
    private float[] _weights = [];
    private double[] _window = [];

    public ResampleTaps(int outputs)
    {
        _first = new int[outputs];
        _count = new int[outputs];
        _offset = new int[outputs];
    }

    /// <summary>The first pixel any output needs.</summary>
    public int Low { get; private set; }

    /// <summary>The last pixel any output needs.</summary>
    public int High { get; private set; }

    /// <summary>All outputs before this one equal it: they lie outside the image.</summary>
    public int FirstDistinct { get; private set; }

    /// <summary>All outputs behind this one equal it: they lie outside the image.</summary>
    public int LastDistinct { get; private set; }

    public ReadOnlySpan<int> First => _first;

    public ReadOnlySpan<int> Counts => _count;

    public ReadOnlySpan<float> Weights(int output) => _weights.AsSpan(_offset[output], _count[output]);

    /// <summary>Last pixel an output needs.</summary>
    public int Last(int output) => _first[output] + _count[output] - 1;

    /// <summary>Fills the table for outputs whose centres are at start + u * step in an axis of length pixels.</summary>
    public void Fill(double start, double step, int length)
    {
        double support = Math.Max(1, step);
        int used = 0;
        for (int output = 0; output < _first.Length; output++)
        {
            double center = start + (output * step);
            int low = (int)Math.Floor(center - support) + 1;
            int high = (int)Math.Ceiling(center + support) - 1;
            int first = Math.Clamp(low, 0, length - 1);
            int count = Math.Clamp(high, 0, length - 1) - first + 1;
            EnsureRoom(used + count, count);
            _first[output] = first;
            _count[output] = count;
            _offset[output] = used;
            FillOutput(center, support, low, high, _window.AsSpan(0, count), _weights.AsSpan(used, count), first);
            used += count;
        }

        Low = _first[0];
        High = Last(_first.Length - 1);
        FirstDistinct = 0;
        while (FirstDistinct + 1 < _first.Length && IsPixel(FirstDistinct, 0) && IsPixel(FirstDistinct + 1, 0))
        {
            FirstDistinct++;
        }

        LastDistinct = _first.Length - 1;
        while (LastDistinct > FirstDistinct && IsPixel(LastDistinct, length - 1) && IsPixel(LastDistinct - 1, length - 1))
        {
            LastDistinct--;
        }
    }

    private static void FillOutput(
        double center,
        double support,
        int low,
        int high,
        Span<double> window,
        Span<float> weights,
        int first)
    {
        if (weights.Length == 1)
        {
            weights[0] = 1;
            return;
        }

        window.Clear();
        double sum = 0;
        for (int pixel = low; pixel <= high; pixel++)
        {
            double weight = 1 - (Math.Abs(pixel - center) / support);
            window[Math.Clamp(pixel - first, 0, window.Length - 1)] += weight;
            sum += weight;
        }

        for (int i = 0; i < window.Length; i++)
        {
            weights[i] = (float)(window[i] / sum);
        }
    }

    private bool IsPixel(int output, int pixel) => _first[output] == pixel && _count[output] == 1;

    private void EnsureRoom(int weights, int window)
    {
        if (_weights.Length < weights)
        {
            Array.Resize(ref _weights, Math.Max(weights, 2 * _weights.Length));
        }

        if (_window.Length < window)
        {
            Array.Resize(ref _window, Math.Max(window, 2 * _window.Length));
        }
    }
}
