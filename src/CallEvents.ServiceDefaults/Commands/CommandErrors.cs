namespace CallEvents.ServiceDefaults.Commands;

/// <summary>The command line is wrong: exit code 2.</summary>
/// <param name="option">The option or argument, such as <c>--from</c>.</param>
/// <param name="found">What was found, with quotation marks where it is a value.</param>
/// <param name="expected">What is expected.</param>
public sealed class CommandUsageException(string option, string found, string expected)
    : Exception($"{option}: found {found}, expected {expected}");

/// <summary>The work cannot be done: exit code 1.</summary>
/// <param name="message">One line for an operator: what is wrong, and what to do.</param>
public sealed class CommandFailedException(string message) : Exception(message);
