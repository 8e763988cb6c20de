namespace CallEvents.Local.Verification;

/// <summary>A call that must have been told as recorded and written to the CRM, and what else must have happened to it.</summary>
/// <param name="CallId">The call.</param>
/// <param name="Transcribed">Whether its transcript must have been told and written too.</param>
/// <param name="Alerted">Whether an alert must have been raised.</param>
internal sealed record ExpectedCall(string CallId, bool Transcribed, bool Alerted);
