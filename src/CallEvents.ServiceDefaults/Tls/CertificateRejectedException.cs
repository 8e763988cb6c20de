using System.Security.Authentication;

namespace CallEvents.ServiceDefaults.Tls;

/// <summary>A server's certificate was rejected; the message says why, and is for the operator.</summary>
public sealed class CertificateRejectedException(string message) : AuthenticationException(message);
