using System.Text.Json;
using MuSiCa.Serving;

namespace MuSiCa.Bench;

/// <summary>Where the time of a photo goes in the service.</summary>
/// <param name="Photos">Size of the photos.</param>
/// <param name="Connections">Requests at a time.</param>
/// <param name="Milliseconds">Mean time of each phase, in their order.</param>
internal sealed record HttpPhases(string Photos, int Connections, IReadOnlyList<KeyValuePair<string, double>> Milliseconds)
{
    private const string Rest = "rest";

    // As the answer names them, the phases of the image first.
    private static readonly (string Name, bool OfFace, string Field)[] Phases =
    [
        ("receive", false, "receive"),
        ("wait for a decoder", false, "wait"),
        ("decode", false, "decode"),
        ("frame", false, "frame"),
        ("wait for a lane", true, "wait"),
        ("gather", true, "gather"),
        ("execute", true, "execute"),
    ];

    /// <summary>Names of the phases; the last is what the service does not see: the connection, JSON, the client.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Phases.Select(static phase => phase.Name), Rest];

    /// <summary>Sends photos and asks where their time went.</summary>
    public static async Task<HttpPhases> MeasureAsync(
        HttpLoad load,
        string name,
        IReadOnlyList<BenchPhoto> photos,
        int connections,
        int count,
        SchedulerClock clock,
        CancellationToken cancellationToken)
    {
        double[] sums = new double[Names.Count];
        int next = 0;
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(
            async () =>
            {
                while (Interlocked.Increment(ref next) is var index && index <= count)
                {
                    TimeSpan sent = clock.Now;
                    byte[] answer = await load.SendAsync(photos[index % photos.Count], timing: true, cancellationToken);
                    Add(sums, answer, (clock.Now - sent).TotalMilliseconds);
                }
            },
            cancellationToken)));
        return new HttpPhases(name, connections, [.. Names.Zip(sums, (phase, sum) => KeyValuePair.Create(phase, sum / count))]);
    }

    private static void Add(double[] sums, byte[] answer, double total)
    {
        using var document = JsonDocument.Parse(answer);
        JsonElement image = document.RootElement.GetProperty("timing");
        JsonElement face = document.RootElement.GetProperty("faces")[0].GetProperty("timing");
        lock (sums)
        {
            double seen = 0;
            for (int i = 0; i < Phases.Length; i++)
            {
                double phase = (Phases[i].OfFace ? face : image).GetProperty(Phases[i].Field).GetDouble();
                sums[i] += phase;
                seen += phase;
            }

            sums[^1] += total - seen;
        }
    }
}
