using System.Runtime.InteropServices;
using Limner.Native.Onnx;
using Limner.Native.Tests.Onnx;
using Limner.Native.Vips;

namespace Limner.Native.Tests;

/// <summary>In a collection of its own, so that no other test's memory is counted.</summary>
[CollectionDefinition(nameof(LeakTests), DisableParallelization = true)]
[Collection(nameof(LeakTests))]
public sealed class LeakTests : IDisposable
{
    /// <summary>Bytes a call may leave behind, of noise: the smallest object either library could forget is larger.</summary>
    private const double Noise = 24;

    private readonly OrtEnvironment environment = new();

    public LeakTests() => VipsLibrary.Concurrency = 1;

    public void Dispose() => environment.Dispose();

    [Fact]
    public void The_check_finds_a_planted_leak_of_64_bytes_a_call() =>
        LeakCheck.BytesPerCall(100_000, static () => Marshal.AllocHGlobal(64)).ShouldBeGreaterThan(2 * Noise);

    [Fact]
    public void The_check_finds_a_planted_leak_on_the_managed_heap()
    {
        var kept = new List<byte[]>();

        // Sixty megabytes: what earlier tests leave for the collector to take meanwhile is a tenth of that.
        LeakCheck.BytesPerCall(30_000, () => kept.Add(new byte[2048])).ShouldBeGreaterThan(1024);
        kept.Count.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_hundred_thousand_runs_of_a_one_node_model_leak_nothing()
    {
        using var session = new OrtSession(environment, TinyOnnx.Relu());
        using var source = new CancellationTokenSource();
        var input = new float[4];

        LeakCheck.BytesPerCall(100_000, () =>
        {
            using var x = OrtValue.FromMemory<float>(input, 1, 4);
            using var y = session.Run([x], source.Token)[0];
            y.Data<float>()[0].ShouldBe(0);
        }).ShouldBeLessThan(Noise);
    }

    [Fact]
    public void Sessions_that_come_and_go_leak_nothing()
    {
        var model = TinyOnnx.TwoOutputs();

        LeakCheck.BytesPerCall(300, () => new OrtSession(environment, model).Dispose()).ShouldBeLessThan(10 * Noise);
    }

    [Fact]
    public void Refused_runs_leak_nothing()
    {
        using var session = new OrtSession(environment, TinyOnnx.Relu());
        using var x = OrtValue.FromMemory<float>(new float[3], 1, 3);

        LeakCheck.BytesPerCall(2_000, () => Should.Throw<OrtException>(() => session.Run([x]))).ShouldBeLessThan(Noise);
    }

    [Fact]
    public void Pictures_of_eight_by_eight_are_decoded_and_encoded_without_a_leak() => DecodeAndEncode(1_500, file => VipsImage.Thumbnail(file, 8, 8, VipsSize.Force, toSrgb: true));

    [Fact]
    [Trait("run", "full")]
    public void A_hundred_thousand_pictures_of_eight_by_eight_leak_nothing() => DecodeAndEncode(100_000, file => VipsImage.OpenJpeg(file, shrink: 1));

    [Fact]
    public void Damaged_pictures_leak_nothing()
    {
        var file = Picture();
        var damaged = file[..(file.Length / 2)];

        LeakCheck.BytesPerCall(1_500, () => Should.Throw<VipsException>(() =>
        {
            using var image = VipsImage.Thumbnail(damaged, 8, 8, VipsSize.Force, toSrgb: true);
            image.CopyTo(new byte[8 * 8 * 3]);
        })).ShouldBeLessThan(Noise);
        PinnedMemory.LentCount.ShouldBe(0);
    }

    private static void DecodeAndEncode(int calls, Func<byte[], VipsImage> open)
    {
        var file = Picture();
        var pixels = new byte[8 * 8 * 3];
        LeakCheck.BytesPerCall(calls, () =>
        {
            using var image = open(file);
            image.CopyTo(pixels);
            using var copy = VipsImage.FromMemory(pixels, 8, 8, 3);
            copy.EncodeWebp(80, effort: 0).Length.ShouldBeGreaterThan(0);
        }).ShouldBeLessThan(Noise);
        PinnedMemory.LentCount.ShouldBe(0);
    }

    private static byte[] Picture()
    {
        var pixels = new byte[8 * 8 * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(i * 37);
        }

        using var image = VipsImage.FromMemory(pixels, 8, 8, 3);
        return image.EncodeJpeg(90);
    }
}
