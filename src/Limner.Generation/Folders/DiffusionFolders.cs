using System.Collections.Concurrent;
using System.Text.Json;
using Limner.Generation.Prompts;
using Limner.Generation.Schedulers;
using Limner.Kernel.Errors;
using Limner.Models.Store;
using Limner.Vision.Embedding.Tokenizing;

namespace Limner.Generation.Folders;

/// <summary>Reads the folders of diffusers and optimum. Every file is one of the model's manifest, verified before it is read, and bounded. Thread-safe.</summary>
internal sealed class DiffusionFolders(ModelStore store)
{
    private const int MaximumConfigBytes = 1 << 20;
    private const int MaximumTokenizerBytes = 16 << 20;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true };

    // By everything the manifest says of the files: another installation under the same id is another folder.
    private readonly ConcurrentDictionary<string, (string Files, DiffusionFolder Folder)> _known = new(StringComparer.Ordinal);

    /// <exception cref="LimnerException"><c>model_not_found</c>; <c>model_load</c>: a part is missing or damaged, or it is a pipeline of another architecture.</exception>
    public async Task<DiffusionFolder> ReadAsync(string id, CancellationToken cancellation)
    {
        var model = store.Find(id);
        var files = string.Concat(model.Files.Select(file => $"{file.Path}:{file.Sha256};"));
        if (_known.TryGetValue(id, out var known) && known.Files == files)
        {
            return known.Folder;
        }

        var folder = await new Reader(store, model).ReadAsync(cancellation);
        _known[id] = (files, folder);
        return folder;
    }

    private sealed class Reader(ModelStore store, ModelManifest model)
    {
        public async Task<DiffusionFolder> ReadAsync(CancellationToken cancellation)
        {
            var index = await ConfigAsync<ModelIndex>("model_index.json", cancellation);
            var kind = KindOf(index.ClassName);
            Require(index.IsSound, "model_index.json holds numbers out of range");
            var scheduler = SchedulerConfig.Read(await BytesAsync("scheduler/scheduler_config.json", MaximumConfigBytes, cancellation));
            var unet = await ConfigAsync<UnetConfig>("unet/config.json", cancellation);
            var vae = await ConfigAsync<VaeConfig>("vae_decoder/config.json", cancellation);
            Require(unet.IsSound, "unet/config.json holds numbers out of range");
            Require(vae.IsSound, "vae_decoder/config.json holds numbers out of range");
            Require(
                unet.OutChannels == vae.LatentChannels && (unet.InChannels == vae.LatentChannels || unet.InChannels == (2 * vae.LatentChannels) + 1),
                $"unet takes {unet.InChannels} channels and gives {unet.OutChannels}, but latents have {vae.LatentChannels}");

            List<TextEncoderPart> encoders = [];
            if (kind == PipelineKind.StableDiffusion || index.Has("text_encoder"))
            {
                encoders.Add(await TextEncoderAsync("text_encoder", "tokenizer", cancellation));
            }

            if (kind == PipelineKind.StableDiffusionXL)
            {
                encoders.Add(await TextEncoderAsync("text_encoder_2", "tokenizer_2", cancellation));
            }

            var width = encoders.Sum(encoder => encoder.Config.HiddenSize);
            Require(width == unet.CrossAttentionDim, $"its text encoders give {width} numbers a token, unet takes {unet.CrossAttentionDim}");
            var encoder = model.FileAt(DiffusionFolder.EncoderFile) is null ? null : DiffusionFolder.EncoderFile;
            string[] networks = [DiffusionFolder.UnetFile, DiffusionFolder.DecoderFile, .. encoders.Select(part => part.File), .. encoder is null ? [] : new[] { encoder }];
            var weights = networks.ToDictionary(path => path, BytesOf, StringComparer.Ordinal);
            return new DiffusionFolder(model.Id, kind, index.ForceZerosForEmptyPrompt && kind == PipelineKind.StableDiffusionXL, index.UsualSteps, index.UsualGuidanceScale, scheduler, encoders, unet, vae, encoder, weights);
        }

        private PipelineKind KindOf(string className) => className switch
        {
            "StableDiffusionPipeline" or "OnnxStableDiffusionPipeline" or "ORTStableDiffusionPipeline" => PipelineKind.StableDiffusion,
            "StableDiffusionImg2ImgPipeline" or "OnnxStableDiffusionImg2ImgPipeline" or "ORTStableDiffusionImg2ImgPipeline" => PipelineKind.StableDiffusion,
            "StableDiffusionInpaintPipeline" or "OnnxStableDiffusionInpaintPipeline" or "ORTStableDiffusionInpaintPipeline" => PipelineKind.StableDiffusion,
            "LatentConsistencyModelPipeline" or "ORTLatentConsistencyModelPipeline" => PipelineKind.StableDiffusion,
            "StableDiffusionXLPipeline" or "ORTStableDiffusionXLPipeline" or "StableDiffusionXLInpaintPipeline" => PipelineKind.StableDiffusionXL,
            _ => throw Refused($"model_index.json names the pipeline '{(className.Length <= 60 ? className : className[..60])}', which is not known here"),
        };

        private async Task<TextEncoderPart> TextEncoderAsync(string name, string tokenizerName, CancellationToken cancellation)
        {
            var config = await ConfigAsync<TextEncoderConfig>($"{name}/config.json", cancellation);
            Require(config.IsSound, $"{name}/config.json holds numbers out of range");
            var tokenizer = await TokenizerAsync(tokenizerName, cancellation);
            Require(
                config.VocabSize is not { } size || tokenizer.VocabularySize <= size,
                $"{tokenizerName} has {tokenizer.VocabularySize} tokens, {name} knows {config.VocabSize}");
            return new TextEncoderPart($"{name}/model.onnx", config, tokenizer, await PaddingAsync(tokenizerName, tokenizer, cancellation));
        }

        private async Task<ITextTokenizer> TokenizerAsync(string name, CancellationToken cancellation)
        {
            if (model.FileAt($"{name}/names.json") is not null)
            {
                return NameVocabulary.Read(await BytesAsync($"{name}/names.json", MaximumTokenizerBytes, cancellation));
            }

            var vocabulary = await BytesAsync($"{name}/vocab.json", MaximumTokenizerBytes, cancellation);
            var merges = await BytesAsync($"{name}/merges.txt", MaximumTokenizerBytes, cancellation);
            return ClipTokenizerFiles.Read(vocabulary, merges);
        }

        /// <summary>The token that fills up: of the first CLIP the end token, of OpenCLIP the one numbered 0.</summary>
        private async Task<int> PaddingAsync(string tokenizerName, ITextTokenizer tokenizer, CancellationToken cancellation)
        {
            foreach (var file in new[] { "special_tokens_map.json", "tokenizer_config.json" })
            {
                if (model.FileAt($"{tokenizerName}/{file}") is null)
                {
                    continue;
                }

                var settings = await ConfigAsync<JsonElement>($"{tokenizerName}/{file}", cancellation);
                if (settings.ValueKind != JsonValueKind.Object || !settings.TryGetProperty("pad_token", out var token))
                {
                    continue;
                }

                // A token is written as text or as an object that says more of it.
                var text = token.ValueKind == JsonValueKind.Object && token.TryGetProperty("content", out var content) ? content : token;
                if (text.ValueKind == JsonValueKind.String)
                {
                    return tokenizer.Find(text.GetString()!) ?? throw Refused($"{tokenizerName}/{file} names a token for padding that {tokenizerName}/vocab.json lacks");
                }
            }

            return tokenizer.Encode("", 2)[1];
        }

        private long BytesOf(string path)
        {
            var file = Part(path);
            return file.Size + store.ExternalDataOf(model, file).Sum(data => data.Size);
        }

        private async Task<T> ConfigAsync<T>(string path, CancellationToken cancellation)
        {
            try
            {
                return JsonSerializer.Deserialize<T>(await BytesAsync(path, MaximumConfigBytes, cancellation), Json) ?? throw Refused($"{path} is empty");
            }
            catch (JsonException broken)
            {
                throw new LimnerException(ErrorCatalogue.ModelLoad, $"{path} of {model.Id} cannot be read: {broken.Message}", broken);
            }
        }

        private async Task<byte[]> BytesAsync(string path, int limit, CancellationToken cancellation)
        {
            var file = Part(path);
            Require(file.Size <= limit, $"{path} is larger than {limit} bytes");
            return await File.ReadAllBytesAsync(await store.VerifyAsync(model, file, cancellation), cancellation);
        }

        private ModelFile Part(string path) => model.FileAt(path) ?? throw Refused($"{path} is missing");

        private void Require(bool condition, string what)
        {
            if (!condition)
            {
                throw Refused(what);
            }
        }

        private LimnerException Refused(string what) => new(ErrorCatalogue.ModelLoad, $"{model.Id} is no diffusion model that can be used: {what}.");
    }
}
