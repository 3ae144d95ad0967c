namespace MuSiCa.Cli;

// Something the person at the terminal can put right; the message is all they need.
internal sealed class UserException(string message, Exception? innerException = null) : Exception(message, innerException);
