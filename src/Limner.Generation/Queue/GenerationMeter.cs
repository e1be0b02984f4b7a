using System.Diagnostics.Metrics;
using System.Text.Json;

namespace Limner.Generation.Queue;

/// <summary>Meter <c>Limner.Generation</c>.</summary>
internal sealed class GenerationMeter : IDisposable
{
    private readonly Meter _meter = new("Limner.Generation");
    private readonly Counter<long> _ended;
    private readonly Histogram<double> _stages;

    public GenerationMeter()
    {
        _ended = _meter.CreateCounter<long>("image_generation_total", description: "Generations that ended, by how and by model");
        _stages = _meter.CreateHistogram<double>("image_generation_stage_duration", "s", "What the stages of a generation that is done took, by stage and model");
    }

    public void Ended(GenerationState state, string model, StageSeconds? seconds)
    {
        _ended.Add(1, new("state", JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString())), new("model", model));
        if (seconds is null)
        {
            return;
        }

        foreach (var (stage, duration) in new[]
        {
            ("loading", seconds.Loading), ("encoding", seconds.Encoding), ("sampling", seconds.Sampling), ("decoding", seconds.Decoding), ("saving", seconds.Saving),
        })
        {
            _stages.Record(duration, new("stage", stage), new("model", model));
        }
    }

    public void Dispose() => _meter.Dispose();
}
