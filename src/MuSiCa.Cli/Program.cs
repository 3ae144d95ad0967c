using MuSiCa.Cli;

return await MusicaCommand.RunAsync(args, Screen.OfProcess());
