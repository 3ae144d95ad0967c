using MuSiCa.Bench;
using MuSiCa.Cli;

return await BenchCommand.RunAsync(args, Screen.OfProcess());
