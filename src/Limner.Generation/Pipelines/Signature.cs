using Limner.Kernel.Errors;
using Limner.Models.Onnx;
using Limner.Native.Onnx;

namespace Limner.Generation.Pipelines;

/// <summary>What a network takes and gives, by name: exports differ in order, types and ranks.</summary>
internal static class Signature
{
    /// <exception cref="LimnerException"><c>model_load</c>: there is none of this name, or it has another rank.</exception>
    public static OrtTensorInfo Input(this ModelLease lease, string network, string name, params ReadOnlySpan<int> ranks)
        => Find(lease.Inputs, network, "input", name, ranks);

    /// <exception cref="LimnerException"><c>model_load</c>: there is none of these names.</exception>
    public static OrtTensorInfo Output(this ModelLease lease, string network, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (lease.Outputs.FirstOrDefault(output => output.Name == name) is { } found)
            {
                return found;
            }
        }

        throw Refused($"{network} has no output {string.Join(" or ", names.ToArray())}");
    }

    public static LimnerException Refused(string what) => new(ErrorCatalogue.ModelLoad, $"The model is no diffusion model that can be used: {what}.");

    private static OrtTensorInfo Find(IReadOnlyList<OrtTensorInfo> tensors, string network, string kind, string name, ReadOnlySpan<int> ranks)
    {
        var found = tensors.FirstOrDefault(tensor => tensor.Name == name) ?? throw Refused($"{network} has no {kind} {name}");
        return ranks.Contains(found.Shape.Count) ? found : throw Refused($"the {kind} {name} of {network} has {found.Shape.Count} dimensions");
    }
}
