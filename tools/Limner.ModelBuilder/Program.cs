using System.Security.Cryptography;
using Limner.ModelBuilder;
using Limner.ModelBuilder.Folding;
using Limner.ModelBuilder.Onnx;

if (args is not [("centernet" or "fold") and var command, "--input", var input, "--output", var output])
{
    Console.Error.WriteLine("""
        Usage: limner-modelbuilder centernet --input DIRECTORY --output FILE   the detector, from its TensorFlow.js graph
               limner-modelbuilder fold --input FILE --output FILE             an ONNX network in fewer passes (NetworkFolding)
        """);
    return 2;
}

try
{
    var bytes = command == "centernet" ? CenterNet.Build(input).ToBytes() : NetworkFolding.Apply(await File.ReadAllBytesAsync(input));

    // Written beside and moved: a build that is cut off leaves no half model behind that looks newer than its inputs.
    var target = Path.GetFullPath(output);
    Directory.CreateDirectory(Path.GetDirectoryName(target)!);
    var partial = $"{target}.{Environment.ProcessId}.partial";
    await File.WriteAllBytesAsync(partial, bytes);
    File.Move(partial, target, overwrite: true);
    Console.WriteLine($"{Path.GetFileName(target)}: {bytes.Length} bytes, sha256 {Convert.ToHexStringLower(SHA256.HashData(bytes))}");
    return 0;
}
catch (Exception failure) when (failure is ModelBuildException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"limner-modelbuilder: {failure.Message}");
    return 1;
}
