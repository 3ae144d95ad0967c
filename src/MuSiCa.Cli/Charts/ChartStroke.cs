namespace MuSiCa.Cli;

internal enum ChartStroke
{
    Solid,
    Dashed,
    Markers,
}
