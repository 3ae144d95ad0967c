using System.CommandLine;

namespace MuSiCa.Cli;

/// <summary>
/// Prints what makes a shell complete the command line. The scripts ask <c>musica [suggest:N] "line"</c>, which the parser answers from the
/// definitions of the commands, so that they are never out of date; where it knows nothing the shell offers files.
/// </summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # musica completion bash > /etc/bash_completion.d/musica, or: source <(musica completion bash)
        _musica() {
          local IFS=$'\n'
          COMPREPLY=($(compgen -W "$(musica "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _musica musica
        """;

    private const string Zsh = """
        #compdef musica
        # musica completion zsh > a folder of $fpath, as _musica; or: source <(musica completion zsh)
        _musica() {
          local -a found
          found=("${(@f)$(musica "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
          compadd -a found
          _files
        }
        compdef _musica musica
        """;

    private const string Fish = """
        # musica completion fish > ~/.config/fish/completions/musica.fish
        complete -c musica -a '(musica "[suggest:"(commandline -C)"]" (commandline -p) 2>/dev/null)'
        """;

    public static Command Create(Screen screen)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Prints a script that makes the shell complete commands and options.") { shell };
        command.SetAction(result =>
        {
            screen.Output.WriteLine(result.GetValue(shell) switch
            {
                "bash" => Bash,
                "zsh" => Zsh,
                _ => Fish,
            });
            return ExitCodes.Success;
        });
        return command;
    }
}
