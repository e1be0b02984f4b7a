using Limner.Models.Onnx;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Generation.Queue;

/// <summary>What a step and the rest of a picture take.</summary>
/// <param name="StepSeconds">Of one evaluation for one picture.</param>
/// <param name="OtherSeconds">For one picture beside its steps.</param>
/// <param name="IsMeasured">At this very size; else it is worked out from another one's.</param>
internal sealed record Pace(double StepSeconds, double OtherSeconds, bool IsMeasured);

/// <summary>Measures what painting takes, and says what it will take.</summary>
internal sealed class Paces(ModelSessions sessions, TimeProvider clock)
{
    /// <summary>How much a new measurement counts beside the earlier ones.</summary>
    private const double Newest = 0.3;

    private const int MostKept = 500;

    private int Threads => sessions.PaintingThreads;

    public static bool IsGuided(double guidanceScale) => guidanceScale > 1;

    /// <summary>All that is known. One statement.</summary>
    public async Task<PaceBook> AllAsync(LimnerDb db, CancellationToken cancellation)
        => new(await db.Set<GenerationPaceRow>().AsNoTracking().ToListAsync(cancellation), Threads);

    /// <summary>Notes what a generation took. In the transaction of its end.</summary>
    /// <param name="seconds">Of sampling and of all else, loading apart.</param>
    public async Task NoteAsync(LimnerDb db, string model, int width, int height, bool guided, int evaluations, (double Sampling, double Other) seconds, int pictures, CancellationToken cancellation)
    {
        if (evaluations <= 0 || pictures <= 0)
        {
            return;
        }

        var (step, other, threads, now) = (seconds.Sampling / evaluations / pictures, seconds.Other / pictures, Threads, clock.GetUtcNow());
        var row = await db.Set<GenerationPaceRow>().AsTracking()
            .FirstOrDefaultAsync(pace => pace.Model == model && pace.Width == width && pace.Height == height && pace.Guided == guided && pace.Threads == threads, cancellation);
        if (row is null)
        {
            var oldest = await db.Set<GenerationPaceRow>().AsTracking().OrderByDescending(pace => pace.MeasuredAt).Skip(MostKept - 1).ToListAsync(cancellation);
            db.RemoveRange(oldest);
            db.Add(new GenerationPaceRow { Model = model, Width = width, Height = height, Guided = guided, Threads = threads, StepSeconds = step, OtherSeconds = other, Samples = 1, MeasuredAt = now });
        }
        else
        {
            row.StepSeconds += Newest * (step - row.StepSeconds);
            row.OtherSeconds += Newest * (other - row.OtherSeconds);
            (row.Samples, row.MeasuredAt) = (row.Samples + 1, now);
        }

        await db.SaveChangesAsync(cancellation);
    }
}

/// <summary>Paces as they were measured.</summary>
internal sealed class PaceBook(IReadOnlyList<GenerationPaceRow> rows, int threads)
{
    /// <summary>For this model at this size; worked out by the area from the nearest size where this one was never painted. Null: the model never was.</summary>
    public Pace? Of(string model, int width, int height, bool guided)
    {
        var area = (double)width * height;
        var nearest = rows.Where(row => row.Model == model).OrderBy(row => row.Guided != guided).ThenBy(row => row.Threads != threads)
            .ThenBy(row => Math.Abs(Math.Log(area / ((double)row.Width * row.Height)))).ThenByDescending(row => row.MeasuredAt).FirstOrDefault();
        if (nearest is null)
        {
            return null;
        }

        // Twice the rows take twice the time, so does twice the area; fewer threads take longer by what they lack.
        var factor = area / ((double)nearest.Width * nearest.Height) * ((double)nearest.Threads / threads);
        var step = factor * (guided == nearest.Guided ? 1 : guided ? 2 : 0.5);
        return new Pace(nearest.StepSeconds * step, nearest.OtherSeconds * factor, (nearest.Width, nearest.Height, nearest.Guided, nearest.Threads) == (width, height, guided, threads));
    }

    public Pace? Of(GenerationRow row) => Of(row.Model, row.DrawnWidth ?? row.Width, row.DrawnHeight ?? row.Height, Paces.IsGuided(row.GuidanceScale));
}

/// <summary>What is left of a generation.</summary>
internal static class TimeLeft
{
    /// <summary>Of one that has not begun, in seconds; null where the model was never painted with.</summary>
    public static double? Of(GenerationRow row, Pace? pace) => pace is null ? null : row.NumImages * ((EvaluationsOf(row) * pace.StepSeconds) + pace.OtherSeconds);

    /// <summary>Of one that is being painted, by its own steps once there are some.</summary>
    public static double? Of(GenerationRow row, PaintingStand stand, Pace? pace)
    {
        if (stand.State is GenerationState.Decoding or GenerationState.Saving)
        {
            return pace is null ? null : Math.Max(0, row.NumImages - stand.Picture) * pace.OtherSeconds;
        }

        var steps = stand.Steps > 0 ? stand.Steps : EvaluationsOf(row);
        var left = ((row.NumImages - stand.Picture) * steps) - stand.Step;
        return (stand.StepSeconds ?? pace?.StepSeconds) is { } step ? (left * step) + (row.NumImages * (pace?.OtherSeconds ?? 0)) : null;
    }

    private static int EvaluationsOf(GenerationRow row) => Math.Max(1, (int)(row.Steps * (row.Strength ?? 1)));
}
