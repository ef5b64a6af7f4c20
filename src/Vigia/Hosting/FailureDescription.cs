using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Connections;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Vigia.Instrumentation.Tls;
using Vigia.Integration.Messages.Schemas;
using Vigia.Integration.Queue.Database;
using Vigia.Output;

namespace Vigia.Hosting;

/// <summary>Says what an exception means to the person who started the program, and what to do.</summary>
internal static partial class FailureDescription
{
    private const string CheckAgain = "Correct it, then 'vigia doctor' checks the rest.";

    public static CommandException Of(Exception exception) => Unwrap(exception) switch
    {
        CommandException known => known,
        AggregateException several when several.InnerExceptions.All(inner => inner is OptionsValidationException) =>
            InvalidOptions(several.InnerExceptions.Cast<OptionsValidationException>(), several),
        OptionsValidationException invalid => InvalidOptions([invalid], invalid),
        var failed when SocketErrorOf(failed) is SocketError.AddressAlreadyInUse => AddressInUse(failed),
        var failed when SocketErrorOf(failed) is SocketError.AccessDenied => new CommandException(
            failed.Message,
            "Ports below 1024 need root or CAP_NET_BIND_SERVICE; choose a higher one: Listeners:http:Port, Listeners:mqtt:Port, Monitor:Port.",
            innerException: failed),
        var failed when SocketErrorOf(failed) is SocketError.AddressNotAvailable => new CommandException(
            failed.Message, "Listen on 127.0.0.1, or on an address that 'ip addr' shows.", innerException: failed),
        InvalidDataException { InnerException: { } inner } invalid => BadFile(invalid, inner),
        UnauthorizedAccessException denied => new CommandException(
            denied.Message, "Give this user the right to it, or choose another place (--data, Instrumentation:Logging:Path).", innerException: denied),
        ModuleDatabaseException database => new CommandException(database.Message, innerException: database),
        TlsConfigurationException tls => new CommandException(tls.Message, CheckAgain, innerException: tls),
        SchemaException schema => new CommandException(schema.Message, CheckAgain, innerException: schema),
        SqliteException database => new CommandException(
            "The database cannot be used: " + database.Message,
            "'vigia doctor' checks it. If another vigia runs on the same data, stop it first or use --data.",
            innerException: database),
        CryptographicException certificate => new CommandException(
            "A certificate or key cannot be read: " + certificate.Message, CheckAgain, innerException: certificate),
        FileNotFoundException missing => new CommandException(missing.Message, CheckAgain, innerException: missing),
        var other => new CommandException(
            other.Message, "'vigia doctor' checks this machine; --verbose shows the stack trace.", innerException: other),
    };

    private static Exception Unwrap(Exception exception) => exception switch
    {
        AggregateException { InnerExceptions.Count: 1 } single => Unwrap(single.InnerExceptions[0]),
        System.Reflection.TargetInvocationException { InnerException: { } inner } => Unwrap(inner),
        _ => exception,
    };

    private static CommandException InvalidOptions(IEnumerable<OptionsValidationException> invalid, Exception cause)
    {
        IEnumerable<string> failures = invalid.SelectMany(each => each.Failures).Distinct(StringComparer.Ordinal);
        return new CommandException(
            "The configuration is not valid:" + string.Concat(failures.Select(failure => Environment.NewLine + "  - " + failure)),
            CheckAgain,
            innerException: cause);
    }

    private static SocketError? SocketErrorOf(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is AddressInUseException)
            {
                return SocketError.AddressAlreadyInUse;
            }

            if (exception is SocketException socket)
            {
                return socket.SocketErrorCode;
            }
        }

        return null;
    }

    // "Failed to bind to address http://127.0.0.1:8080: …" or "… 127.0.0.1 port 1883 …"
    private static CommandException AddressInUse(Exception exception)
    {
        Match number = PortPattern().Match(exception.Message);
        if (!number.Success || !int.TryParse(number.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int port))
        {
            return new CommandException("A port is already in use: " + exception.Message, "'vigia doctor' says which and by whom.", innerException: exception);
        }

        string owner = PortOwner.Find(port) is { } name ? " by " + name : "";
        return new CommandException(
            $"Port {port.ToString(CultureInfo.InvariantCulture)} is already in use{owner}.",
            "Stop what uses it, or choose another: --set Listeners:http:Port=8081 (MQTT: Listeners:mqtt:Port=1884; monitor: Monitor:Port=9091).",
            innerException: exception);
    }

    private static CommandException BadFile(InvalidDataException invalid, Exception inner)
    {
        string place = inner.InnerException is JsonException { LineNumber: { } line, BytePositionInLine: { } column }
            ? $" Line {line + 1}, column {column + 1}: {inner.InnerException.Message.Split(" LineNumber:")[0]}"
            : " " + inner.Message;
        return new CommandException(invalid.Message + place, CheckAgain, innerException: invalid);
    }

    [GeneratedRegex(@"(?::| port )(\d{1,5})\b")]
    private static partial Regex PortPattern();
}
