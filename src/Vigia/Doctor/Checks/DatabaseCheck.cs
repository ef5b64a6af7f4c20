using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;

namespace Vigia.Doctor.Checks;

/// <summary>Whether the SQLite files in the data folder are whole, as far as a quick look tells.</summary>
internal sealed class DatabaseCheck : IDoctorCheck
{
    public string Name => "database";

    public async IAsyncEnumerable<Finding> ExamineAsync(DoctorContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string[] files = Directory.Exists(context.DataDirectory) ? Directory.GetFiles(context.DataDirectory, "*.db") : [];
        foreach (string file in files.Order(StringComparer.Ordinal))
        {
            yield return await ExamineAsync(file, cancellationToken);
        }

        if (files.Length == 0)
        {
            yield return new Finding(Name, FindingStatus.Ok, $"none yet in {context.DataDirectory}; the first start makes it");
        }
    }

    private async Task<Finding> ExamineAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder
            {
                DataSource = file,
                Mode = SqliteOpenMode.ReadOnly,
                Pooling = false,
            }.ToString());
            await connection.OpenAsync(cancellationToken);
            string verdict = await ReadAsync(connection, "PRAGMA quick_check(1)", cancellationToken);
            string version = await ReadAsync(connection, "PRAGMA user_version", cancellationToken);
            string size = string.Create(CultureInfo.InvariantCulture, $"{new FileInfo(file).Length / 1024.0 / 1024.0:F1} MiB");
            return verdict == "ok"
                ? new Finding(Name, FindingStatus.Ok, $"{file} is whole (format {version}, {size})")
                : new Finding(Name, FindingStatus.Fail, $"{file} is damaged: {verdict}", "Stop the module, keep a copy, and restore the newest backup.");
        }
        catch (SqliteException exception)
        {
            return new Finding(
                Name,
                FindingStatus.Fail,
                $"{file} cannot be read: {exception.Message}",
                "Check who owns it; where it is no database any more, keep a copy and restore the newest backup.");
        }
    }

    private static async Task<string> ReadAsync(SqliteConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture) ?? "";
    }
}
