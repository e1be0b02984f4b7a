using System.Text.Json;
using Limner.Vision.Detection;

namespace Limner.Vision.Tests.Detection;

/// <summary>Against values that came from TensorFlow.js and the graph's own decoding: tests/assets/detector/README.md.</summary>
public sealed class DetectorGoldenTests(DetectorFixture fixture) : IClassFixture<DetectorFixture>
{
    // Two runtimes add in different orders; a hundred layers of float32 come out within some 1e-5 of each other.
    private const float ConfidenceTolerance = 0.001f;

    // In pixels of the 512 x 512 input.
    private const float BoxTolerance = 0.25f;

    [Theory]
    [InlineData("astronaut")]
    [InlineData("camera")]
    [InlineData("chelsea")]
    [InlineData("coffee")]
    [InlineData("grass")]
    [InlineData("horse")]
    public async Task Detections_are_those_of_the_original_graph(string name)
    {
        var golden = JsonDocument.Parse(await File.ReadAllTextAsync(DetectorFixture.Asset("golden.json"))).RootElement.GetProperty(name);
        var all = golden.GetProperty("detections").EnumerateArray().ToArray();
        var expected = golden.GetProperty("kept").EnumerateArray().Select(position => all[position.GetInt32()]).ToArray();

        var actual = await fixture.DetectAsync(name);

        actual.Select(detection => detection.Label).ShouldBe(expected.Select(item => CocoLabels.All[item.GetProperty("class").GetInt32()]));
        foreach (var (detection, item) in actual.Zip(expected))
        {
            detection.Confidence.ShouldBe(item.GetProperty("confidence").GetSingle(), ConfidenceTolerance);
            var box = detection.Box;
            float[] corners = [box.X, box.Y, box.X + box.Width, box.Y + box.Height];
            foreach (var (corner, side) in corners.Zip(item.GetProperty("box").EnumerateArray()))
            {
                (corner * 512).ShouldBe(Math.Clamp(side.GetSingle(), 0, 512), BoxTolerance);
            }
        }
    }

    [Theory]
    [InlineData("coffee", "cup", "dining table")]
    [InlineData("astronaut", "person")]
    [InlineData("camera", "person")]
    [InlineData("horse", "horse")]
    [InlineData("grass")]
    public async Task What_a_person_would_call_the_sample_pictures_is_found_above_the_threshold_for_tags(string name, params string[] labels)
        => (await fixture.DetectAsync(name)).Where(detection => detection.Confidence >= 0.30f).Select(detection => detection.Label).ShouldBe(labels);
}
