namespace CallEvents.Poller.Ledger.Moving;

/// <summary>A file that cannot be imported.</summary>
/// <param name="found">What it is, to follow its name and a comma, such as <c>which does not exist</c>.</param>
internal sealed class UnusableFileException(string found) : Exception(found);
