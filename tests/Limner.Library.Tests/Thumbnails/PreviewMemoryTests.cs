using Limner.Imaging;
using Limner.Library.Thumbnails;

namespace Limner.Library.Tests.Thumbnails;

public sealed class PreviewMemoryTests
{
    private const int Half = 500_000;

    [Fact]
    public async Task The_least_recently_used_go_when_the_bytes_are_too_many()
    {
        await using var library = await Library.StartAsync(null, ("storage:memory_cache_size_mb", "1"));
        var memory = library.Get<PreviewMemory>();
        Add(memory, 1);
        Add(memory, 2);
        memory.Find(Key(1)).ShouldNotBeNull();
        Add(memory, 3);

        memory.Find(Key(2)).ShouldBeNull("it was used longest ago");
        memory.Find(Key(1)).ShouldNotBeNull();
        memory.Find(Key(3)).ShouldNotBeNull();
        memory.Bytes.ShouldBeInRange(2 * Half, 1 << 20);

        memory.Add(Key(4), new Preview(Key(4), 85, new byte[2 << 20]));
        memory.Find(Key(4)).ShouldBeNull("it is larger than all of the memory");
        memory.Remove([Key(1).Sha256, Key(3).Sha256]);
        memory.Bytes.ShouldBe(0);
    }

    [Fact]
    public async Task Without_memory_nothing_is_kept()
    {
        await using var library = await Library.StartAsync(null, ("storage:memory_cache_size_mb", "0"));
        var memory = library.Get<PreviewMemory>();
        Add(memory, 1);
        memory.Find(Key(1)).ShouldBeNull();
    }

    private static void Add(PreviewMemory memory, int number) => memory.Add(Key(number), new Preview(Key(number), 85, new byte[Half]));

    private static PreviewKey Key(int number) => new(number.ToString("x64"), PreviewSizes.Large, PreviewFormat.Avif);
}
