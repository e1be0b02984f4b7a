using System.Text.Json.Serialization;
using Limner.Kernel.Json;

namespace Limner.Generation.Queue;

/// <summary>Where a generation stands. The last three are ends.</summary>
[JsonConverter(typeof(ExactEnumConverter))]
internal enum GenerationState
{
    /// <summary>It waits for its turn.</summary>
    Queued,

    /// <summary>A model is being loaded.</summary>
    Loading,

    /// <summary>Texts and given pictures become what the model works on.</summary>
    Encoding,

    /// <summary>The steps.</summary>
    Sampling,

    /// <summary>Latents become pixels.</summary>
    Decoding,

    /// <summary>Pictures are encoded and written.</summary>
    Saving,

    Done,

    Failed,

    Cancelled,
}

/// <summary>What of that is kept: the stages of a running one change too often, and are worth nothing once it is cut off.</summary>
internal enum QueueState
{
    Queued,
    Running,
    Done,
    Failed,
    Cancelled,
}
