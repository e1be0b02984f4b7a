using System.Diagnostics.Metrics;
using System.Numerics.Tensors;
using Limner.Imaging;
using Limner.Vision.Embedding;

namespace Limner.Vision.Tests.Embedding;

public sealed class VisualEmbedderTests(DetectorFixture fixture) : IClassFixture<DetectorFixture>
{
    [Fact]
    public async Task A_vector_has_length_one_and_is_always_the_same()
    {
        using var picture = fixture.Decode("coffee");
        var vector = await fixture.Embedder.EmbedAsync(picture.Square, default);
        vector.Length.ShouldBe(fixture.Embedder.Dimensions);
        TensorPrimitives.Norm(vector).ShouldBe(1, 1e-5f);
        using var again = fixture.Decode("coffee");
        (await fixture.Embedder.EmbedAsync(again.Square, default)).ShouldBe(vector);
        fixture.Embedder.Model.ShouldMatch("^centernet-coco-[0-9a-f]{12}-pooled-[0-9a-f]{8}$");
    }

    [Fact]
    public async Task What_looks_alike_is_nearer_than_what_does_not()
    {
        using var coffee = fixture.Decode("coffee");
        using var cat = fixture.Decode("chelsea");

        // The same picture in a mirror.
        using var mirrored = new PixelBuffer(512, 512);
        for (var pixel = 0; pixel < 512 * 512; pixel++)
        {
            coffee.Square.Span.Slice(3 * pixel, 3).CopyTo(mirrored.Writable.Span[(3 * ((pixel / 512 * 512) + 511 - (pixel % 512)))..]);
        }

        var (vector, turned, other) = (await fixture.Embedder.EmbedAsync(coffee.Square, default), await fixture.Embedder.EmbedAsync(mirrored, default), await fixture.Embedder.EmbedAsync(cat.Square, default));
        var (near, far) = (TensorPrimitives.Dot(vector, turned), TensorPrimitives.Dot(vector, other));
        fixture.Embedder.Scale.ScoreOf(near).ShouldBeGreaterThan(0.8);
        fixture.Embedder.Scale.ScoreOf(far).ShouldBeLessThan(0.5);
    }

    [Fact]
    public async Task Detections_and_vector_of_the_same_pixels_cost_one_run()
    {
        var runs = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter == fixture.CenterNet.Meter)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref runs));
        listener.Start();
        using var picture = fixture.Decode("coffee");
        var detections = await fixture.Detector.DetectAsync(picture.Square, default);
        await fixture.Embedder.EmbedAsync(picture.Square, default);
        (await fixture.Detector.DetectAsync(picture.Square, default)).ShouldBe(detections);
        runs.ShouldBe(1);
    }

    [Fact]
    public async Task Pixels_of_another_size_are_refused()
    {
        using var small = new PixelBuffer(64, 64);
        await Should.ThrowAsync<ArgumentException>(() => fixture.Embedder.EmbedAsync(small, default));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(0.61)]
    [InlineData(1)]
    public void A_score_leads_back_to_its_cosine(double cosine)
    {
        var scale = fixture.Embedder.Scale;
        var score = scale.ScoreOf(cosine);
        score.ShouldBeInRange(0, 1);
        scale.CosineOf(score).ShouldBe(cosine, 1e-9);
        scale.CosineOf(0).ShouldBe(-1);
        scale.CosineOf(1).ShouldBe(double.PositiveInfinity);
    }
}
