using Vigia.Server.Access.Users;

namespace Vigia.Server.Access;

/// <summary>The roles' names, as they stand in claims, in JSON and on the command line, and what each may do.</summary>
public static class AccessRoles
{
    /// <summary>Name of <see cref="UserRole.Viewer"/>.</summary>
    public const string Viewer = "viewer";

    /// <summary>Name of <see cref="UserRole.Editor"/>.</summary>
    public const string Editor = "editor";

    /// <summary>Name of <see cref="UserRole.Admin"/>.</summary>
    public const string Admin = "admin";

    /// <summary>Every role's name, the least first.</summary>
    public static readonly IReadOnlyList<string> All = [Viewer, Editor, Admin];

    private static readonly HashSet<string> ViewerScopes = new(StringComparer.Ordinal)
    {
        AccessScopes.ReadMetrics, AccessScopes.ReadConsole, AccessScopes.ReadMessages,
    };

    private static readonly HashSet<string> EditorScopes = new(ViewerScopes, StringComparer.Ordinal) { AccessScopes.WriteAlerts, AccessScopes.WriteConsole, AccessScopes.WriteMessages };

    private static readonly HashSet<string> AdminScopes = new(AccessScopes.All, StringComparer.Ordinal);

    /// <summary>The role's name.</summary>
    public static string Name(UserRole role) => All[(int)role];

    /// <summary>Reads a role's name.</summary>
    /// <exception cref="AccessException">There is no such role.</exception>
    public static UserRole Parse(string? name) => All.IndexOf(name) is >= 0 and var index
        ? (UserRole)index
        : throw new AccessException(AccessErrors.RoleInvalid, $"role: '{name}' is none of {string.Join(", ", All)}.");

    /// <summary>What the role may do.</summary>
    public static IReadOnlySet<string> ScopesOf(UserRole role) => role switch
    {
        UserRole.Admin => AdminScopes,
        UserRole.Editor => EditorScopes,
        _ => ViewerScopes,
    };

    /// <summary>The least role that may do what the scope says; null: there is none.</summary>
    public static UserRole? LeastWith(string? scope)
    {
        foreach (UserRole role in Enum.GetValues<UserRole>())
        {
            if (scope is not null && ScopesOf(role).Contains(scope))
            {
                return role;
            }
        }

        return null;
    }

    private static int IndexOf(this IReadOnlyList<string> names, string? name)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (string.Equals(names[i], name, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }
}
