using System.Buffers;
using System.Buffers.Binary;
using Microsoft.Extensions.Logging;

namespace Vigia.Storage.Journal;

/// <summary>Gets a record's payload, valid until it returns.</summary>
internal delegate void JournalRecordHandler(ReadOnlySpan<byte> payload);

/// <summary>
/// Reads a journal from its newest whole checkpoint to its last record, in memory that depends only on the largest record. Whatever the bytes,
/// it ends: what cannot be read is skipped, logged and counted.
/// </summary>
internal sealed partial class JournalReader(IFiles files, string folder, ILogger logger)
{
    /// <summary>The highest number of any file; the next segment's is one more.</summary>
    public long LastSegment { get; private set; }

    /// <summary>The last record's sequence number.</summary>
    public long LastSequence { get; private set; }

    /// <summary>How many records were handed over.</summary>
    public long Records { get; private set; }

    /// <summary>Records that a damaged segment has cost, as far as that can be known.</summary>
    public long Lost { get; private set; }

    /// <summary>Bytes behind the newest checkpoint.</summary>
    public long SegmentBytes { get; private set; }

    /// <summary>Hands over every record, those of the checkpoint first.</summary>
    public void Read(JournalRecordHandler handler, CancellationToken cancellationToken)
    {
        long from = ReadCheckpoint(handler, cancellationToken);
        List<(long Number, string Path)> segments = Numbered(JournalFormat.SegmentExtension);
        segments.RemoveAll(segment => segment.Number < from);
        for (int i = 0; i < segments.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long limit = i + 1 < segments.Count ? FirstSequence(segments[i + 1].Path) : long.MaxValue;
            ReadSegment(segments[i].Path, segments[i].Number, limit, isLast: i == segments.Count - 1, handler, cancellationToken);
        }
    }

    private long ReadCheckpoint(JournalRecordHandler handler, CancellationToken cancellationToken)
    {
        List<(long Number, string Path)> checkpoints = Numbered(JournalFormat.CheckpointExtension);
        for (int i = checkpoints.Count - 1; i >= 0; i--)
        {
            // Read twice: a damaged one must leave nothing behind.
            string? reason = Walk(checkpoints[i], null, cancellationToken) ?? Walk(checkpoints[i], handler, cancellationToken);
            if (reason is null)
            {
                return checkpoints[i].Number;
            }

            LogBadCheckpoint(checkpoints[i].Path, reason);
        }

        return 0;
    }

    /// <summary>Null where the checkpoint is whole; otherwise why it is not.</summary>
    private string? Walk((long Number, string Path) checkpoint, JournalRecordHandler? handler, CancellationToken cancellationToken)
    {
        bool isEnded = false;
        using var records = new SegmentRecords(files, checkpoint.Path);
        string? error = records.Open(checkpoint.Number, out long sequence);
        while (error is null && records.TryNext(out ReadOnlySpan<byte> payload))
        {
            cancellationToken.ThrowIfCancellationRequested();
            isEnded = payload.Length == 1 && payload[0] == CheckpointWriter.End;
            if (!isEnded && handler is not null)
            {
                handler(payload);
                Records++;
            }
        }

        error ??= isEnded ? null : records.Error ?? "it is cut off";
        if (error is null)
        {
            LastSequence = sequence - 1;
        }

        return error;
    }

    private void ReadSegment(string path, long number, long limit, bool isLast, JournalRecordHandler handler, CancellationToken cancellationToken)
    {
        using var records = new SegmentRecords(files, path);
        string? error = records.Open(number, out long sequence);
        if (error is not null)
        {
            // The last one is without a header where the power went while it was made.
            if (!isLast || records.Length > JournalFormat.HeaderBytes)
            {
                LogBadSegment(path, 0, error);
            }

            return;
        }

        if (LastSequence > 0 && sequence > LastSequence + 1)
        {
            Lost += sequence - LastSequence - 1;
            LogLost(path, sequence - LastSequence - 1);
        }

        for (LastSequence = sequence - 1; LastSequence + 1 < limit && records.TryNext(out ReadOnlySpan<byte> payload);)
        {
            cancellationToken.ThrowIfCancellationRequested();
            LastSequence++;
            Records++;
            handler(payload);
        }

        SegmentBytes += records.Offset;
        if (records.Error is not null && isLast)
        {
            LogTornTail(path, records.Offset);
        }
    }

    private long FirstSequence(string path)
    {
        using var records = new SegmentRecords(files, path);
        return JournalFormat.TryNumber(path, JournalFormat.SegmentExtension, out long number) && records.Open(number, out long sequence) is null
            ? sequence
            : long.MaxValue;
    }

    private List<(long Number, string Path)> Numbered(string extension)
    {
        var found = new List<(long Number, string Path)>();
        foreach (string path in files.List(folder))
        {
            if (JournalFormat.TryNumber(path, extension, out long number))
            {
                found.Add((number, path));
                LastSegment = Math.Max(LastSegment, number);
            }
        }

        found.Sort(static (a, b) => a.Number.CompareTo(b.Number));
        return found;
    }

    [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "O ponto de controle {File} está danificado ({Reason}); um mais antigo é usado, se houver")]
    private partial void LogBadCheckpoint(string file, string reason);

    [LoggerMessage(EventId = 4, Level = LogLevel.Error, Message = "O segmento {File} está danificado no byte {Offset}: {Reason}; o que vem depois dele continua a ser lido")]
    private partial void LogBadSegment(string file, long offset, string reason);

    [LoggerMessage(EventId = 5, Level = LogLevel.Error, Message = "Antes de {File} faltam {Count} registros do diário: o que estava neles perdeu-se")]
    private partial void LogLost(string file, long count);

    [LoggerMessage(EventId = 6, Level = LogLevel.Information, Message = "O diário termina em {File} no byte {Offset}; o que segue nunca foi confirmado")]
    private partial void LogTornTail(string file, long offset);
}
