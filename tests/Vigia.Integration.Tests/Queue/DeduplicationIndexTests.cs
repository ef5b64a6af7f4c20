using CsCheck;
using Vigia.Integration.Queue.Scheduling;
using Xunit;

namespace Vigia.Integration.Tests.Queue;

public sealed class DeduplicationIndexTests
{
    [Fact]
    public void Operations_Any_AgreeWithADictionary() =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 40]).Array[0, 300].Sample(operations =>
        {
            // Few low bits differ, so that the slots of many hashes run into each other.
            static ulong Hash(int key) => (uint)(key % 5) | ((ulong)(uint)key << 40);
            var index = new DeduplicationIndex();
            var reference = new Dictionary<int, long>();
            var committed = new Dictionary<int, long>();
            long sequence = 0;
            foreach ((int operation, int key) in operations)
            {
                switch (operation)
                {
                    case 0 or 1 when !reference.ContainsKey(key):
                        reference[key] = ++sequence;
                        index.Add(Hash(key), sequence);
                        break;
                    case 2 when reference.Remove(key, out long removed):
                        index.Remove(Hash(key), removed);
                        break;
                    case 3:
                        index.Commit();
                        committed = new Dictionary<int, long>(reference);
                        break;
                    case 4:
                        index.Rollback();
                        reference = new Dictionary<int, long>(committed);
                        break;
                    default:
                        break;
                }
            }

            Span<long> found = stackalloc long[4];
            bool agrees = index.Count == reference.Count;
            for (int key = 0; key <= 40; key++)
            {
                int count = index.Find(Hash(key), found);
                agrees &= reference.TryGetValue(key, out long expected) ? count == 1 && found[0] == expected : count == 0;
            }

            return agrees;
        });

    [Fact]
    public void Add_ManyMoreThanItStartsWith_FindsAll()
    {
        var index = new DeduplicationIndex();
        for (long sequence = 1; sequence <= 10_000; sequence++)
        {
            index.Add((ulong)sequence * 0x9E3779B97F4A7C15, sequence);
        }

        Span<long> found = stackalloc long[4];
        for (long sequence = 1; sequence <= 10_000; sequence++)
        {
            Assert.Equal(1, index.Find((ulong)sequence * 0x9E3779B97F4A7C15, found));
            Assert.Equal(sequence, found[0]);
        }
    }
}
