using System.Text.Json;
using System.Text.Json.Serialization;

namespace Limner.Generation.Folders;

/// <summary><c>unet/config.json</c>, what of it matters here.</summary>
internal sealed record UnetConfig
{
    public int InChannels { get; init; } = 4;

    public int OutChannels { get; init; } = 4;

    /// <summary>Height and width of the latents it was trained on.</summary>
    [JsonConverter(typeof(FirstNumberConverter))]
    public int SampleSize { get; init; } = 64;

    public int CrossAttentionDim { get; init; } = 768;

    /// <summary>Heads of attention; the name is diffusers' mistake. A list gives a number for each level, one number is for all.</summary>
    [JsonConverter(typeof(NumbersConverter))]
    public IReadOnlyList<int> AttentionHeadDim { get; init; } = [8];

    public IReadOnlyList<int> BlockOutChannels { get; init; } = [320, 640, 1280, 1280];

    public IReadOnlyList<string>? DownBlockTypes { get; init; }

    /// <summary>Width of <c>timestep_cond</c> of a network that has guidance distilled into it.</summary>
    public int? TimeCondProjDim { get; init; }

    /// <summary>It draws at its own size alone; ours.</summary>
    public bool FixedSize { get; init; }

    /// <summary>Heads of attention at a level, from 0.</summary>
    public int HeadsAt(int level) => AttentionHeadDim[Math.Min(level, AttentionHeadDim.Count - 1)];

    [JsonIgnore]
    public bool IsSound => InChannels is >= 1 and <= 64 && OutChannels is >= 1 and <= 64 && SampleSize is >= 1 and <= 1024 && CrossAttentionDim is >= 1 and <= 16384
        && AttentionHeadDim.Count is >= 1 and <= 8 && AttentionHeadDim.All(heads => heads is >= 1 and <= 256) && BlockOutChannels.Count is >= 1 and <= 8 && BlockOutChannels.All(count => count is >= 1 and <= 16384) && TimeCondProjDim is null or (>= 4 and <= 8192 and int);
}

/// <summary><c>vae_decoder/config.json</c> and <c>vae_encoder/config.json</c>.</summary>
internal sealed record VaeConfig
{
    public int LatentChannels { get; init; } = 4;

    public IReadOnlyList<int> BlockOutChannels { get; init; } = [128, 256, 512, 512];

    /// <summary>Latents are multiplied with it after encoding and divided by it before decoding.</summary>
    public double ScalingFactor { get; init; } = 0.18215;

    public double? ShiftFactor { get; init; }

    /// <summary>For previews: a row of red, green and blue for each latent channel; ours, where a model brings its own.</summary>
    public IReadOnlyList<IReadOnlyList<double>>? LatentRgbFactors { get; init; }

    public IReadOnlyList<double>? LatentRgbBias { get; init; }

    /// <summary>Pixels a latent stands for in each direction.</summary>
    [JsonIgnore]
    public int Factor => 1 << (BlockOutChannels.Count - 1);

    [JsonIgnore]
    public bool IsSound => LatentChannels is >= 1 and <= 64 && BlockOutChannels.Count is >= 1 and <= 6 && BlockOutChannels.All(count => count is >= 1 and <= 8192)
        && ScalingFactor is > 1e-6 and < 1e6 && (ShiftFactor ?? 0) is > -1e6 and < 1e6
        && (LatentRgbFactors is null || (LatentRgbFactors.Count == LatentChannels && LatentRgbFactors.All(row => row is { Count: 3 })))
        && (LatentRgbBias is null or { Count: 3 });
}

/// <summary><c>text_encoder/config.json</c>.</summary>
internal sealed record TextEncoderConfig
{
    public int HiddenSize { get; init; } = 768;

    public int MaxPositionEmbeddings { get; init; } = 77;

    public int? VocabSize { get; init; }

    public int? ProjectionDim { get; init; }

    [JsonIgnore]
    public bool IsSound => HiddenSize is >= 1 and <= 16384 && MaxPositionEmbeddings is >= 3 and <= 4096 && VocabSize is null or (>= 1 and int) && ProjectionDim is null or (>= 1 and <= 16384 and int);
}

/// <summary><c>model_index.json</c>.</summary>
internal sealed record ModelIndex
{
    [JsonPropertyName("_class_name")]
    public string ClassName { get; init; } = "";

    /// <summary>What SDXL takes where there is no negative prompt: zeros instead of the vectors of an empty text.</summary>
    public bool ForceZerosForEmptyPrompt { get; init; }

    /// <summary>Steps where none are asked for; ours, where a model says.</summary>
    public int? UsualSteps { get; init; }

    /// <summary>As <see cref="UsualSteps"/>.</summary>
    public double? UsualGuidanceScale { get; init; }

    [JsonIgnore]
    public bool IsSound => UsualSteps is null or (>= 1 and <= 1000) && UsualGuidanceScale is null or (>= 0 and <= 30);

    /// <summary>Library and class of each part; nulls where there is none.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement> Parts { get; init; } = new Dictionary<string, JsonElement>(StringComparer.Ordinal);

    public bool Has(string part)
        => Parts.TryGetValue(part, out var value) && value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 2 && value[1].ValueKind == JsonValueKind.String;
}

/// <summary>Reads a number, or the first of a list of numbers.</summary>
internal sealed class FirstNumberConverter : JsonConverter<int>
{
    public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => NumbersConverter.Read(ref reader)[0];

    public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}

/// <summary>Reads a list of numbers, or a number as a list of one.</summary>
internal sealed class NumbersConverter : JsonConverter<IReadOnlyList<int>>
{
    public override IReadOnlyList<int> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<int> value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, value, options);

    /// <returns>At least one.</returns>
    internal static List<int> Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return [reader.GetInt32()];
        }

        var numbers = new List<int>();
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
        {
            numbers.Add(reader.GetInt32());
        }

        return reader.TokenType == JsonTokenType.EndArray && numbers.Count > 0 ? numbers : throw new JsonException("a list of numbers was expected");
    }
}
