using Microsoft.AspNetCore.Authorization;

namespace Vigia.Server.Access;

/// <summary>On a page of the console: anybody may see it, such as the page to log in at.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AllowEverybodyAttribute : Attribute, IAllowAnonymous;
