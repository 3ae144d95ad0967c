using System.Text.Json;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

// A line a face: name, landmarks [stages][L][2] in image pixels, predictedError [stages]. The training code writes the same.
internal static class DumpFile
{
    private const int CoordinateDigits = 4;
    private const int ErrorDigits = 8;

    public static void Write(string path, Evaluation evaluation) => OutputFile.Write(path, file => Write(file, evaluation));

    private static void Write(Stream file, Evaluation evaluation)
    {
        for (int face = 0; face < evaluation.Traces.Length; face++)
        {
            using (var writer = new Utf8JsonWriter(file))
            {
                WriteFace(writer, evaluation.Set.Faces[face].Name, evaluation.Traces[face]);
            }

            file.WriteByte((byte)'\n');
        }
    }

    private static void WriteFace(Utf8JsonWriter writer, string name, StageTrace[] stages)
    {
        writer.WriteStartObject();
        writer.WriteString("name", name);
        writer.WriteStartArray("landmarks");
        foreach (StageTrace stage in stages)
        {
            writer.WriteStartArray();
            for (int i = 0; i < stage.Landmarks.Length; i += 2)
            {
                writer.WriteStartArray();
                writer.WriteNumberValue(Math.Round((double)stage.Landmarks[i], CoordinateDigits));
                writer.WriteNumberValue(Math.Round((double)stage.Landmarks[i + 1], CoordinateDigits));
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("predictedError");
        foreach (StageTrace stage in stages)
        {
            writer.WriteNumberValue(Math.Round((double)stage.PredictedError, ErrorDigits));
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
