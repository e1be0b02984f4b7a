using Limner.Kernel.Errors;
using Limner.Models.Installing;
using Limner.Models.Onnx;
using Limner.Models.Store;

namespace Limner.Vision.Layout;

/// <summary>What the files of a model say of it as a layout model; asked when one is imported, and again when it is used.</summary>
internal sealed class LayoutModelFiles : IImportedKind
{
    private const int LongestDescription = 1 << 20;

    public string Task => ModelTasks.LayoutDetection;

    public void Check(IReadOnlyCollection<string> files, Func<string, Stream> open)
    {
        try
        {
            Describe(files, open);
        }
        catch (LayoutMisfitException misfit)
        {
            throw new LimnerException(ErrorCatalogue.ModelImport, misfit.Message, misfit);
        }
    }

    /// <returns>The path of the network, and how it is used.</returns>
    /// <exception cref="LayoutMisfitException">They are those of no layout model that can be run here.</exception>
    public static (string Network, LayoutContract Contract) Describe(IReadOnlyCollection<string> files, Func<string, Stream> open)
    {
        var networks = files.Where(file => file.EndsWith(".onnx", StringComparison.Ordinal)).ToList();
        if (networks is not [var network])
        {
            throw new LayoutMisfitException($"it has {networks.Count} ONNX files, and a layout model is one");
        }

        try
        {
            using var stream = open(network);
            var signature = OnnxSignature.Read(stream);
            return (network, LayoutContract.Of(signature, LayoutConfiguration.Read(signature, Read)));
        }
        catch (InvalidDataException damaged)
        {
            throw new LayoutMisfitException($"{network} is damaged or no ONNX file: {damaged.Message}");
        }

        catch (InvalidOperationException damaged)
        {
            // Half of a surrogate pair, escaped: the JSON is well formed, its text is not.
            throw new LayoutMisfitException($"its configuration is damaged: {damaged.Message}");
        }

        byte[]? Read(string name)
        {
            // Beside the network, wherever that lies, or at the top.
            var path = new[] { network[..(network.LastIndexOf('/') + 1)] + name, name }.FirstOrDefault(files.Contains);
            if (path is null)
            {
                return null;
            }

            using var stream = open(path);
            var bytes = stream.Length <= LongestDescription ? new byte[stream.Length] : throw new LayoutMisfitException($"{name} is longer than {LongestDescription} bytes");
            stream.ReadExactly(bytes);
            return bytes;
        }
    }
}
