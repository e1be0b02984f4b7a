namespace Limner.Models.Onnx;

/// <summary>A model in memory, for status pages.</summary>
/// <param name="Id">The model's id.</param>
/// <param name="Bytes">What it is counted with against the budget.</param>
/// <param name="Leases">How many callers hold it at this moment.</param>
/// <param name="Unused">Time since it was last taken or given back.</param>
/// <param name="File">Which of its ONNX files; null: the model as a whole.</param>
public sealed record LoadedModel(string Id, long Bytes, int Leases, TimeSpan Unused, string? File = null);
