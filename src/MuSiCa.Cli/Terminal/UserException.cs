namespace MuSiCa.Cli;

// Something the person at the terminal can put right; the message is all they need.
internal sealed class UserException(string message, Exception? innerException = null) : Exception(message, innerException);

internal static class ExitCodes
{
    public const int Success = 0;
    public const int Failure = 1;
    public const int Usage = 2;
    public const int Cancelled = 130;
}
