using System.Collections.Concurrent;
using Limner.Imaging;
using Limner.Kernel.Errors;
using Limner.Models.Onnx;
using Limner.Models.Store;

namespace Limner.Vision.Layout;

/// <inheritdoc/>
internal sealed class InstalledLayoutModels(ModelStore store, ModelSessions sessions, ModelTroubles troubles, TimeProvider clock) : ILayoutModel
{
    /// <summary>Of a model, in words of whoever looks at its troubles.</summary>
    private const string Part = "layout";

    /// <summary>By id and content: what was installed anew under a name is another model.</summary>
    private readonly ConcurrentDictionary<string, (string Content, string Network, LayoutContract Contract)> _known = new(StringComparer.Ordinal);

    public async Task<IReadOnlyList<LayoutRegion>> FindAsync(string model, PixelBuffer page, TimeSpan limit, CancellationToken cancellation)
    {
        troubles.ThrowIfResting(model, Part);
        using var late = new CancellationTokenSource(limit, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            var found = await FindAsync(model, page, stop.Token);
            troubles.Clear(model, Part);
            return found;
        }
        catch (LayoutMisfitException misfit)
        {
            throw troubles.Report(model, Part, new LimnerException(ErrorCatalogue.ModelLoad, $"{model} cannot be used for layout: {misfit.Message}.", misfit));
        }
        catch (LimnerException failure) when (ModelTroubles.IsAboutTheModel(failure.Failure.Error) || failure.Failure.Error == ErrorCatalogue.Inference)
        {
            // Every page is given to it in the same size: what fails on one fails on all.
            throw troubles.Report(model, Part, failure);
        }
        catch (OperationCanceledException slow) when (!cancellation.IsCancellationRequested)
        {
            throw troubles.Report(model, Part, new LimnerException(ErrorCatalogue.LayoutModelTimeout, $"{model} took longer than {limit.TotalSeconds:0} s.", slow));
        }
    }

    private async Task<IReadOnlyList<LayoutRegion>> FindAsync(string model, PixelBuffer page, CancellationToken cancellation)
    {
        var manifest = store.Find(model);
        if (manifest.Task != ModelTasks.LayoutDetection)
        {
            throw new LayoutMisfitException($"its task is {manifest.Task}");
        }

        var (network, contract) = await DescribeAsync(manifest, cancellation);

        // Before the lease: nobody else waits for the model while a picture is prepared for it.
        var inputs = contract.Prepare(page);
        try
        {
            using var lease = await sessions.LeaseAsync(model, network, cancellation);
            using var outputs = lease.Run(inputs, contract.Outputs, cancellation);
            return RegionFilter.Filter(contract.Decode(outputs, page.Width, page.Height), page.Width, page.Height);
        }
        finally
        {
            foreach (var tensor in inputs.Values)
            {
                tensor.Dispose();
            }
        }
    }

    private async Task<(string Network, LayoutContract Contract)> DescribeAsync(ModelManifest manifest, CancellationToken cancellation)
    {
        var content = string.Join('\n', manifest.Files.Select(file => $"{file.Path} {file.Sha256}"));
        if (_known.TryGetValue(manifest.Id, out var known) && known.Content == content)
        {
            return (known.Network, known.Contract);
        }

        // Only what is what the manifest says is read.
        foreach (var file in manifest.Files)
        {
            await store.VerifyAsync(manifest, file, cancellation);
        }

        var (network, contract) = LayoutModelFiles.Describe([.. manifest.Files.Select(file => file.Path)], path => File.OpenRead(store.PathOf(manifest, manifest.FileAt(path)!)));
        _known[manifest.Id] = (content, network, contract);
        return (network, contract);
    }
}
