using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Limner.Testing;

namespace Limner.Vision.Tests.ModelBuilder;

/// <summary>The translated model in ONNX Runtime against the original graph in TensorFlow.js, on the same pixels.</summary>
[Trait("run", "full")]
public sealed class TensorFlowJsTests(DetectorFixture fixture) : IClassFixture<DetectorFixture>
{
    private static readonly string Verify = Path.Combine(Repository.Root, "tools", "Limner.ModelBuilder", "verify");

    [Theory]
    [InlineData("coffee")]
    [InlineData("astronaut")]
    [InlineData("horse")]
    public async Task All_three_outputs_are_those_of_TensorFlow_js(string name)
    {
        using var directory = new TemporaryDirectory();
        using (var picture = fixture.Decode(name))
        {
            await File.WriteAllBytesAsync(directory.Combine("image.rgb"), picture.Square.Rgb.ToArray());
            await fixture.CenterNet.RunAsync(picture.Square.Rgb, outputs =>
            {
                Dump("heatmap", outputs.Heatmap.Elements);
                Dump("wh", outputs.Sides.Elements);
                Dump("features", outputs.Features.Elements);
            }, default);
        }

        await RunAsync("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        var report = await RunAsync("node", "compare.mjs", CenterNetBuildTests.Source, directory.Combine("image.rgb"), directory.FullName);

        var outputs = JsonDocument.Parse(report.Trim().Split('\n')[^1]).RootElement;
        // What is asked for is 1e-3 in the units detections are made of: confidences, and boxes as fractions of the picture. Both hold by
        // far. Sides in pixels reach 300 and come out of a multiplication by 16, so float32 alone moves them by up to 0.002; hence the
        // bound relative to the largest.
        Check("heatmap", 80 * 128 * 128, largest => 1e-5);
        Check("wh", 4 * 128 * 128, largest => 2e-5 * largest);
        Check("features", 480 * 16 * 16, largest => 1e-4);

        void Check(string output, int count, Func<double, double> bound)
        {
            var result = outputs.GetProperty(output);
            var largest = result.GetProperty("max_abs_value").GetDouble();
            result.GetProperty("count").GetInt32().ShouldBe(count);
            largest.ShouldBeInRange(0.01, 512);
            result.GetProperty("max_abs_difference").GetDouble().ShouldBeLessThanOrEqualTo(bound(largest), output);
        }

        void Dump(string output, ReadOnlySpan<float> values)
            => File.WriteAllBytes(directory.Combine(output + ".f32"), MemoryMarshal.AsBytes(values));
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Verify,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, await errors);
        return await output;
    }
}
