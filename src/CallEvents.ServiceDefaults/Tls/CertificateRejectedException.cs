using System.Security.Authentication;

namespace CallEvents.ServiceDefaults.Tls;

/// <summary>A server's certificate is not good enough to speak to it; the message says why, and is for the operator.</summary>
public sealed class CertificateRejectedException(string message) : AuthenticationException(message);
