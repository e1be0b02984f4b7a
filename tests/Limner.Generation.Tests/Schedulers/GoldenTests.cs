using System.Text.Json;
using Limner.Generation.Noise;
using Limner.Generation.Schedulers;

namespace Limner.Generation.Tests.Schedulers;

/// <summary>Against tools/diffusion/reference.py, a second implementation in float64 from other formulas; tools/diffusion/make_golden.py says what the toy network is.</summary>
public sealed class GoldenTests
{
    private const double Tolerance = 1e-5;

    public static TheoryData<string> Classes => [.. Cases().Select(item => item.Scheduler).Distinct()];

    [Theory]
    [MemberData(nameof(Classes))]
    public void Every_spacing_prediction_and_number_of_steps_gives_the_reference(string scheduler)
    {
        var cases = Cases().Where(item => item.Scheduler == scheduler).ToList();
        cases.ShouldNotBeEmpty();
        cases.SelectMany(Differences).ShouldBeEmpty();
    }

    [Fact]
    public void The_reference_covers_few_and_many_steps_and_pictures_that_are_changed()
    {
        Cases().Select(item => item.Scheduler).Distinct().Count().ShouldBe(Enum.GetValues<SchedulerKind>().Length);
        Cases().Select(item => item.Steps).Distinct().ShouldBe([1, 2, 15, 50], ignoreOrder: true);
        Cases().ShouldContain(item => item.Strength < 1);
        Cases().ShouldContain(item => item.Config.UseKarrasSigmas);
    }

    [Theory]
    [MemberData(nameof(Classes))]
    public void A_step_allocates_nothing(string scheduler)
    {
        var item = Cases().First(item => item.Scheduler == scheduler && item.Steps == 15 && item.Strength == 1);
        var first = Schedule.Create(item.Config.Kind, item.Config, 15, 1, length: 64);
        var second = Schedule.Create(item.Config.Kind, item.Config, 15, 1, length: 64);
        var (sample, input, output, noise) = (new float[64], new float[64], new float[64], new float[64]);
        new PictureNoise(1).Fill(PictureNoise.Start, sample);
        Walk(first, sample, input, output, noise); // compiles what is run for the first time
        var before = GC.GetAllocatedBytesForCurrentThread();
        Walk(second, sample, input, output, noise);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        static void Walk(Scheduler scheduler, float[] sample, float[] input, float[] output, float[] noise)
        {
            for (var i = 0; i < scheduler.Timesteps.Length; i++)
            {
                scheduler.ScaleInput(i, sample, input);
                input.CopyTo(output, 0);
                if (scheduler.Draws(i))
                {
                    new PictureNoise(1).Fill(PictureNoise.Step(i), noise);
                }

                scheduler.Step(i, sample, output, noise);
            }
        }
    }

    private static IEnumerable<string> Differences(Golden golden)
    {
        var scheduler = Schedule.Create(golden.Config.Kind, golden.Config, golden.Steps, golden.Strength, length: 3, golden.Eta);
        var name = $"{golden.Scheduler} {JsonSerializer.Serialize(golden.Config)} N={golden.Steps} strength={golden.Strength} eta={golden.Eta}";
        if (scheduler.Timesteps.Length != golden.Evaluations)
        {
            yield return $"{name}: {scheduler.Timesteps.Length} evaluations, not {golden.Evaluations}";
            yield break;
        }

        for (var i = 0; i < golden.Timesteps.Count; i++)
        {
            if (Math.Abs(scheduler.Timesteps[i] - golden.Timesteps[i]) > 1e-5)
            {
                yield return $"{name}: timestep {i} is {scheduler.Timesteps[i]}, not {golden.Timesteps[i]}";
            }
        }

        if (Math.Abs(scheduler.InitialNoise - golden.InitialNoise) > 1e-8 * golden.InitialNoise)
        {
            yield return $"{name}: begins with {scheduler.InitialNoise}, not {golden.InitialNoise}";
        }

        var result = Run(scheduler, golden.Strength < 1);
        for (var j = 0; j < result.Length; j++)
        {
            if (!(Math.Abs(result[j] - golden.Result[j]) <= Tolerance * Math.Max(1, Math.Abs(golden.Result[j]))))
            {
                yield return $"{name}: element {j} is {result[j]}, not {golden.Result[j]}";
            }
        }
    }

    private static float[] Run(Scheduler scheduler, bool changesAPicture)
    {
        float[] start = [.. Enumerable.Range(0, 3).Select(j => (float)Math.Sin(2 + (0.9 * j)))];
        float[] picture = [.. Enumerable.Range(0, 3).Select(j => (float)Math.Cos(j))];
        var (sample, input, output, noise) = (new float[3], new float[3], new float[3], new float[3]);
        if (changesAPicture)
        {
            scheduler.AddNoise(0, picture, start, sample);
        }
        else
        {
            sample = [.. start.Select(value => (float)(value * scheduler.InitialNoise))];
        }

        for (var k = 0; k < scheduler.Timesteps.Length; k++)
        {
            scheduler.ScaleInput(k, sample, input);
            for (var j = 0; j < 3; j++)
            {
                output[j] = (float)((input[j] * (0.3 + (0.15 * Math.Sin(scheduler.Timesteps[k] / 300)))) + 0.05);
                noise[j] = (float)Math.Sin((1.3 * k) + (0.7 * j));
            }

            scheduler.Step(k, sample, output, noise);
        }

        return sample;
    }

    private static List<Golden> Cases()
    {
        var json = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
        return [.. JsonSerializer.Deserialize<List<Golden>>(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "assets/diffusion/schedulers.json")), json)!
            .Select(golden => golden with { Config = golden.Config with { ClassName = golden.Scheduler } })];
    }

    private sealed record Golden(
        string Scheduler, SchedulerConfig Config, int Steps, double Strength, double Eta, IReadOnlyList<double> Timesteps, int Evaluations, double InitialNoise, IReadOnlyList<double> Result);
}
