using Limner.Generation.Prompts;
using Limner.Generation.Schedulers;
using Limner.Vision.Embedding.Tokenizing;

namespace Limner.Generation.Folders;

/// <summary>What a folder is made for.</summary>
internal enum PipelineKind
{
    StableDiffusion,
    StableDiffusionXL,
}

/// <summary>One text encoder and what cuts text for it.</summary>
/// <param name="File">Path of its ONNX file in the folder.</param>
/// <param name="Padding">The token after the end.</param>
internal sealed record TextEncoderPart(string File, TextEncoderConfig Config, ITextTokenizer Tokenizer, int Padding);

/// <summary>An installed diffusion model, read and checked but for its networks.</summary>
/// <param name="Id">Of the model.</param>
/// <param name="UsualSteps">Where none are asked for; null: as models of its kind.</param>
/// <param name="UsualGuidanceScale">As the steps.</param>
/// <param name="TextEncoders">One; of SDXL two, or the second alone.</param>
/// <param name="Encoder">Path of the ONNX file that places pictures in the space of latents; null where the folder has none.</param>
/// <param name="Weights">Bytes of each network with the files its weights are in, by path.</param>
internal sealed record DiffusionFolder(
    string Id,
    PipelineKind Kind,
    bool ZerosForEmptyPrompt,
    int? UsualSteps,
    double? UsualGuidanceScale,
    SchedulerConfig Scheduler,
    IReadOnlyList<TextEncoderPart> TextEncoders,
    UnetConfig Unet,
    VaeConfig Vae,
    string? Encoder,
    IReadOnlyDictionary<string, long> Weights)
{
    public const string UnetFile = "unet/model.onnx";
    public const string DecoderFile = "vae_decoder/model.onnx";
    public const string EncoderFile = "vae_encoder/model.onnx";

    /// <summary>The names that are all it knows; null: it takes any text.</summary>
    public NameVocabulary? Names => TextEncoders[0].Tokenizer as NameVocabulary;

    /// <summary>Takes the mask and what is left of a picture as further channels: made for painting into pictures.</summary>
    public bool TakesMask => Unet.InChannels == (2 * Vae.LatentChannels) + 1;

    /// <summary>Pixels in each direction that a size has to be a multiple of, so that every level of the network halves it without a rest.</summary>
    public int Alignment => Vae.Factor << (Unet.BlockOutChannels.Count - 1);

    /// <summary>Pixels of the sides it was trained on.</summary>
    public int NativeSize => Unet.SampleSize * Vae.Factor;
}
