using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Vigia.Storage.Metrics.Chunks;

namespace Vigia.Storage.Metrics.Head;

/// <summary>
/// Packed chunks of a stripe's series, each linked to the one before it. Cells are multiples of 8 bytes in slabs that never move; a freed cell
/// is used again for a chunk of its size. Not thread-safe: its stripe's lock guards it.
/// </summary>
internal sealed class ChunkArena(SlabPool pool)
{
    public const int SlabBytes = SlabUnits * Unit;

    private const int SlabUnits = 8192;
    private const int Unit = 8;
    private const int SparseUnits = SlabUnits / 2;

    private readonly List<byte[]> _slabs = [];
    private readonly Dictionary<int, uint> _free = [];
    private int _used = SlabUnits;
    private int _freeUnits;

    /// <summary>Whether so many cells are free that moving the chunks together pays.</summary>
    public bool IsSparse => _freeUnits > SparseUnits && _freeUnits * 5L > (long)_slabs.Count * SlabUnits;

    /// <summary>How many chunks there are.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of the chunks, without headers.</summary>
    public long ChunkBytes { get; private set; }

    /// <summary>Copies a chunk in; its address is not 0.</summary>
    public uint Add(ReadOnlySpan<byte> chunk, uint previous, long minTime, int samples)
    {
        uint address = Allocate(Units(chunk.Length));
        ref ChunkHeader header = ref HeaderOf(address);
        header = new ChunkHeader { MinTime = minTime, Previous = previous, Length = (ushort)chunk.Length, Samples = (ushort)samples };
        chunk.CopyTo(Cell(address)[ChunkHeader.Bytes..]);
        Count++;
        ChunkBytes += chunk.Length;
        return address;
    }

    /// <summary>Gives all slabs back; nothing may use the arena any more.</summary>
    public void Recycle()
    {
        foreach (byte[] slab in _slabs)
        {
            pool.Return(slab);
        }

        _slabs.Clear();
    }

    public void Remove(uint address)
    {
        ref ChunkHeader header = ref HeaderOf(address);
        Count--;
        ChunkBytes -= header.Length;
        Release(address, Units(header.Length));
    }

    /// <summary>The chunk's bytes, valid until it is removed.</summary>
    public ReadOnlySpan<byte> this[uint address] => Cell(address).Slice(ChunkHeader.Bytes, HeaderOf(address).Length);

    public ref ChunkHeader HeaderOf(uint address) => ref MemoryMarshal.AsRef<ChunkHeader>(Cell(address));

    private static int Units(int length) => (ChunkHeader.Bytes + length + Unit - 1) / Unit;

    private Span<byte> Cell(uint address) => _slabs[(int)(address / SlabUnits)].AsSpan((int)(address % SlabUnits) * Unit);

    private uint Allocate(int units)
    {
        if (_free.TryGetValue(units, out uint address))
        {
            uint next = BinaryPrimitives.ReadUInt32LittleEndian(Cell(address));
            if (next == 0)
            {
                _free.Remove(units);
            }
            else
            {
                _free[units] = next;
            }

            _freeUnits -= units;

            return address;
        }

        if (_used + units > SlabUnits)
        {
            if (_used < SlabUnits)
            {
                Release((uint)(((_slabs.Count - 1) * SlabUnits) + _used), SlabUnits - _used);
            }

            _slabs.Add(pool.Rent());

            // Address 0 is no chunk.
            _used = _slabs.Count == 1 ? 1 : 0;
        }

        address = (uint)(((_slabs.Count - 1) * SlabUnits) + _used);
        _used += units;
        return address;
    }

    private void Release(uint address, int units)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Cell(address), _free.GetValueOrDefault(units));
        _free[units] = address;
        _freeUnits += units;
    }
}
