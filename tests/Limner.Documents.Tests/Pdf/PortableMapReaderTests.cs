using System.Text;
using Limner.Documents.Pdf;
using Limner.Kernel.Errors;

namespace Limner.Documents.Tests.Pdf;

public sealed class PortableMapReaderTests
{
    [Theory]
    [InlineData('5', 1)]
    [InlineData('6', 3)]
    public async Task Maps_one_after_the_other_are_read(char kind, int bytes)
    {
        var maps = $"P{kind}\n2 1\n255\n{new string('a', 2 * bytes)}P{kind}\n1 2\n255\n{new string('b', 2 * bytes)}";
        (await ReadAllAsync(maps, kind, bytes)).ShouldBe([(2, 1, new string('a', 2 * bytes)), (1, 2, new string('b', 2 * bytes))]);
        (await ReadAllAsync("", kind, bytes)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("P5\n1 1\n255\na")]
    [InlineData("P6\n999999 999999\n255\na")]
    [InlineData("P6\n9999999 1\n255\na")]
    [InlineData("P6\n11 10\n255\na")]
    [InlineData("P6\n0 1\n255\n")]
    [InlineData("P6\n-1 1\n255\n")]
    [InlineData("P6\n1 1\n65535\nabcdef")]
    [InlineData("P6\n2 2\n255\nabcdefghijk")]
    [InlineData("P6\n1 1\n255\nabcX")]
    [InlineData("P6")]
    public async Task What_is_none_is_refused(string text)
        => (await Should.ThrowAsync<LimnerException>(() => ReadAllAsync(text, '6', 3))).Failure.Error.ShouldBe(ErrorCatalogue.ChildProcess);

    private static async Task<List<(int Width, int Height, string Pixels)>> ReadAllAsync(string text, char kind, int bytes)
    {
        using var reader = new PortableMapReader(new MemoryStream(Encoding.Latin1.GetBytes(text)), kind, maximumPixels: 100);
        var maps = new List<(int, int, string)>();
        while (await reader.NextAsync(CancellationToken.None) is var (width, height))
        {
            var pixels = new byte[bytes * width * height];
            await reader.ReadPixelsAsync(pixels, CancellationToken.None);
            maps.Add((width, height, Encoding.Latin1.GetString(pixels)));
        }

        return maps;
    }
}
