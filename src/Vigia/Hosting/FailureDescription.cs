using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Vigia.Output;

namespace Vigia.Hosting;

/// <summary>Says what an exception means to the person who started the program, and what to do.</summary>
internal static class FailureDescription
{
    private const string CheckAgain = "Correct it, then 'vigia doctor' checks the rest.";

    public static CommandException Of(Exception exception) => Unwrap(exception) switch
    {
        CommandException known => known,
        AggregateException several when several.InnerExceptions.All(inner => inner is OptionsValidationException) =>
            InvalidOptions(several.InnerExceptions.Cast<OptionsValidationException>(), several),
        OptionsValidationException invalid => InvalidOptions([invalid], invalid),
        IOException { InnerException: AddressInUseException } inUse => AddressInUse(inUse),
        AddressInUseException inUse => AddressInUse(inUse),
        SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } inUse => AddressInUse(inUse),
        SocketException { SocketErrorCode: SocketError.AccessDenied } denied => new CommandException(
            "This user may not open that port: " + denied.Message,
            "Ports below 1024 need root or CAP_NET_BIND_SERVICE; choose a higher one in Listeners.",
            innerException: denied),
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } missing => new CommandException(
            "No network interface of this machine has that address: " + missing.Message,
            "Listen on 127.0.0.1, or on an address that 'ip addr' shows.",
            innerException: missing),
        InvalidDataException { InnerException: { } inner } invalid => BadFile(invalid, inner),
        UnauthorizedAccessException denied => new CommandException(
            denied.Message, "Give this user the right to it, or choose another place (--data, Instrumentation:Logging:Path).", innerException: denied),
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

    private static CommandException AddressInUse(Exception exception)
    {
        int port = exception.Message.Split(' ').Select(word => PortOwner.PortOf(word.TrimEnd(':', '.', ','))).FirstOrDefault(found => found > 0);
        string owner = PortOwner.Find(port) is { } name ? " by " + name : "";
        return new CommandException(
            port > 0 ? $"Port {port} is already in use{owner}." : "A port is already in use: " + exception.Message,
            "Stop what uses it, or choose another: --set Listeners:Http:Port=8081 (or Listeners:Mqtt:Port=1884).",
            innerException: exception);
    }

    private static CommandException BadFile(InvalidDataException invalid, Exception inner)
    {
        string place = inner.InnerException is JsonException { LineNumber: { } line, BytePositionInLine: { } column }
            ? $" Line {line + 1}, column {column + 1}: {inner.InnerException.Message.Split(" LineNumber:")[0]}"
            : " " + inner.Message;
        return new CommandException(invalid.Message + place, CheckAgain, innerException: invalid);
    }
}
