namespace Limner.Models.Store;

/// <summary>
/// Where the encoders of a published image-text model lie: the names that Hugging Face's optimum and the repositories of Xenova and onnx-community give them, in
/// <c>onnx/</c> or beside the configuration, each in whole or in reduced precision; or one file for both.
/// </summary>
public static class ImageTextLayout
{
    // Reduced precision in the order of what is lost by it; on processors without half precision the eight-bit ones are also the faster ones.
    private static readonly string[] Precisions = ["", "_quantized", "_int8", "_uint8", "_fp16", "_q4", "_q4f16", "_bnb4"];
    private static readonly string[] Texts = ["text_model", "text_encoder", "textual"];
    private static readonly string[] Pictures = ["vision_model", "image_encoder", "visual"];
    private static readonly string[] Both = ["model"];

    /// <summary>The file that encodes texts, whole precision before reduced ones; null: there is none.</summary>
    /// <param name="files">Paths below the model's folder.</param>
    public static string? TextEncoder(IReadOnlyCollection<string> files) => Find(files, Texts) ?? Find(files, Both);

    /// <summary>The file that encodes pictures, which may be the one that encodes texts.</summary>
    /// <inheritdoc cref="TextEncoder"/>
    public static string? ImageEncoder(IReadOnlyCollection<string> files) => Find(files, Pictures) ?? Find(files, Both);

    /// <summary>Whether these are the files of an image-text model: both encoders. What is called <c>model.onnx</c> may be anything, so how pictures are prepared for it and how texts become tokens must be there too.</summary>
    /// <inheritdoc cref="TextEncoder"/>
    public static bool Fits(IReadOnlyCollection<string> files)
        => (Find(files, Texts) is not null && Find(files, Pictures) is not null)
            || (TextEncoder(files) is not null && ImageEncoder(files) is not null && files.Contains("preprocessor_config.json") && (files.Contains("tokenizer.json") || files.Contains("vocab.json")));

    private static string? Find(IReadOnlyCollection<string> files, string[] names)
        => Precisions.SelectMany(precision => names.SelectMany(name => new[] { $"onnx/{name}{precision}.onnx", $"{name}{precision}.onnx" })).FirstOrDefault(files.Contains);
}
