using Vigia.Storage.Metrics.Chunks;

namespace Vigia.Storage.Metrics.Blocks;

/// <summary>The chunks of a series of a block, one after another. A record that makes no sense ends it, and the block remembers.</summary>
internal ref struct ChunkReader
{
    private readonly Block _block;
    private SpanReader _reader;
    private int _left;
    private long _offset;
    private long _time;

    public ChunkReader(Block block, int series)
    {
        _block = block;
        _reader = new SpanReader(block.Records[series]);
        _time = block.MinTime;
        try
        {
            for (int labels = _reader.Count(int.MaxValue); labels > 0; labels--)
            {
                _reader.Varint();
            }

            _left = _reader.Count(_reader.Remaining);
            _offset = _left == 0 ? 0 : (long)_reader.Varint();
        }
        catch (InvalidDataException exception)
        {
            _left = 0;
            block.ReportDamage(exception.Message);
        }
    }

    public bool TryNext(out ChunkPlace chunk)
    {
        chunk = default;
        if (_left == 0)
        {
            return false;
        }

        try
        {
            _left--;
            long minTime = unchecked(_time + _reader.Svarint());
            long maxTime = unchecked(minTime + (long)_reader.Varint());
            int length = _reader.Count(int.MaxValue - 4);
            chunk = new ChunkPlace(_offset, length, minTime, maxTime);
            _offset += length + 4L;
            _time = maxTime;
            return true;
        }
        catch (InvalidDataException exception)
        {
            _left = 0;
            _block.ReportDamage(exception.Message);
            return false;
        }
    }
}
