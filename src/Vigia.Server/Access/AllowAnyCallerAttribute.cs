using Microsoft.AspNetCore.Authorization;

namespace Vigia.Server.Access;

/// <summary>On a page of the console: whoever logged in may see it, also a user who has to change the password first.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AllowAnyCallerAttribute : AuthorizeAttribute;
