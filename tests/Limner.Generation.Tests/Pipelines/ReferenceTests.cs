using System.Runtime.InteropServices;
using System.Text.Json;
using Limner.Generation.Schedulers;

namespace Limner.Generation.Tests.Pipelines;

/// <summary>The whole way from prompt to pixels against PyTorch's run of the same networks with the same noise (tools/diffusion/make_folders.py).</summary>
[Collection(nameof(Painting))]
public sealed class ReferenceTests(Painting painting)
{
    private const double Tolerance = 1e-3;

    // Weights and everything between the networks' nodes is of 11 bits there.
    private const double HalfTolerance = 1e-2;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static TheoryData<string> Names => [.. All().Select(item => item.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Pixels_are_those_of_the_reference(string name)
    {
        var reference = All().Single(item => item.Name == name);
        using var picture = reference.Init ? Painting.Given(reference.Width, reference.Height) : null;
        var request = reference.ToRequest() with { Picture = picture };

        var planes = await painting.PaintAsync(request);

        var expected = MemoryMarshal.Cast<byte, ushort>(await File.ReadAllBytesAsync(Path.Combine(Painting.Assets, name + ".u16"))).ToArray();
        planes.Count.ShouldBe(reference.Count);
        var area = reference.Width * reference.Height;
        var worst = 0.0;
        for (var i = 0; i < expected.Length; i++)
        {
            var (index, pixel, colour) = (i / (3 * area), i / 3 % area, i % 3);
            var value = Math.Clamp((planes[index][(colour * area) + pixel] / 2) + 0.5, 0, 1);
            worst = Math.Max(worst, Math.Abs(value - (expected[i] / 65535.0)));
        }

        expected.Length.ShouldBe(reference.Count * 3 * area);
        worst.ShouldBeLessThan(reference.Folder == "turbo" ? HalfTolerance : Tolerance);
    }

    [Fact]
    public async Task The_engine_gives_the_same_as_bytes()
    {
        var reference = All().Single(item => item.Name == "sd15");

        using var result = await painting.Engine.GenerateAsync(reference.ToRequest(), progress: null, default);

        var expected = MemoryMarshal.Cast<byte, ushort>(await File.ReadAllBytesAsync(Path.Combine(Painting.Assets, "sd15.u16"))).ToArray();
        result.Pictures.Select(picture => picture.Seed).ShouldBe([42, 43]);
        (result.DrawnWidth, result.DrawnHeight, result.Scheduler, result.Evaluations, result.PromptTokens).ShouldBe((64, 48, SchedulerKind.Pndm, 7, 5));
        byte[] bytes = [.. result.Pictures.SelectMany(picture => picture.Pixels.Span.ToArray())];
        bytes.Zip(expected).Max(pair => Math.Abs(pair.First - (pair.Second / 257.0))).ShouldBeLessThan(0.8);
    }

    internal static IReadOnlyList<Reference> All() => JsonSerializer.Deserialize<List<Reference>>(File.ReadAllBytes(Path.Combine(Painting.Assets, "references.json")), Json)!;

    internal sealed record Reference(
        string Name, string Folder, string Prompt, string? NegativePrompt, int Steps, int Width, int Height, long Seed, string? Scheduler, bool Init = false, bool Mask = false, double Strength = 1,
        double GuidanceScale = 7.5, double GuidanceRescale = 0, int Count = 1)
    {
        public GenerationRequest ToRequest() => new()
        {
            Model = Folder,
            Prompt = Prompt,
            NegativePrompt = NegativePrompt,
            Steps = Steps,
            Width = Width,
            Height = Height,
            Seed = Seed,
            Count = Count,
            Scheduler = Scheduler is null ? null : new SchedulerConfig { ClassName = Scheduler }.Kind,
            GuidanceScale = GuidanceScale,
            GuidanceRescale = GuidanceRescale,
            Strength = Strength,
            Mask = Mask ? Painting.Masked(Width, Height) : null,
        };
    }
}
