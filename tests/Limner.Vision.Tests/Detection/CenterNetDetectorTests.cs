using Limner.Imaging;

namespace Limner.Vision.Tests.Detection;

public sealed class CenterNetDetectorTests(DetectorFixture fixture) : IClassFixture<DetectorFixture>
{
    [Fact]
    public async Task Callers_at_once_get_what_each_gets_alone()
    {
        string[] names = ["coffee", "astronaut", "camera", "horse"];
        var alone = new Dictionary<string, IReadOnlyList<Vision.Detection.Detection>>();
        foreach (var name in names)
        {
            alone[name] = await fixture.DetectAsync(name);
        }

        await Parallel.ForAsync(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, _) =>
            (await fixture.DetectAsync(names[i % 4])).ShouldBe(alone[names[i % 4]]));
    }

    [Fact]
    public async Task A_buffer_of_another_size_is_refused()
    {
        using var pixels = new PixelBuffer(256, 512);

        (await Should.ThrowAsync<ArgumentException>(() => fixture.Detector.DetectAsync(pixels, default))).Message.ShouldContain("256 x 512");
    }

    [Fact]
    public async Task A_caller_that_has_given_up_gets_no_detections()
    {
        using var picture = fixture.Decode("coffee");

        await Should.ThrowAsync<OperationCanceledException>(() => fixture.Detector.DetectAsync(picture.Square, new CancellationToken(canceled: true)));
        (await fixture.Detector.DetectAsync(picture.Square, default)).ShouldNotBeEmpty();
    }

    [Fact]
    public void The_version_names_the_model_file_and_the_parameters()
        => fixture.Detector.Version.ShouldMatch(@"^centernet-coco-[0-9a-f]{12}-c0\.15-iou0\.5$");

    [Fact]
    [Trait("run", "full")]
    public async Task Two_thousand_detections_leave_the_process_as_large_as_two_hundred()
    {
        using var picture = fixture.Decode("coffee");
        await RunAsync(200);
        var before = Environment.WorkingSet;

        await RunAsync(2000);

        (Environment.WorkingSet - before).ShouldBeLessThan(24L << 20);

        async Task RunAsync(int times)
        {
            for (var i = 0; i < times; i++)
            {
                await fixture.Detector.DetectAsync(picture.Square, default);
            }

            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
