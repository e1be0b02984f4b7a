using System.Net;
using Limner.Kernel.Errors;
using Limner.Models.Store;
using Limner.Storage;
using Limner.Storage.Events;
using Limner.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Host.Tests.Models;

/// <summary>A removal happens wholly or not at all.</summary>
public sealed class ModelRemovalTests
{
    [Fact]
    public async Task A_removal_that_cannot_be_written_down_takes_nothing_away()
    {
        var full = new FullDisk();
        await using var app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions
        {
            Prepare = directory =>
            {
                TinyImageText.Install(directory.Combine("data"), TinyImageText.Clip);

                // What an earlier process did not manage to delete.
                Directory.CreateDirectory(directory.Combine("data", "models", ".partial", ".removed-1", "onnx"));
            },
            AdjustServices = services => services.AddSingleton<IDomainEventHandler<ModelsChanged>>(full),
        });
        Directory.EnumerateFileSystemEntries(Path.Join(app.DataDirectory, "models", ".partial")).ShouldBeEmpty();

        // A start with a model tries it out before it answers.
        await Eventually.HoldsAsync(async () =>
        {
            using var found = await app.Client.GetAsync("/api/v1/images?q=cat&mode=semantic");
            return found.StatusCode == HttpStatusCode.OK;
        });
        full.IsFull = true;
        using var refused = await Eventually.FindAsync(() => app.Client.DeleteAsync("/api/v1/models/tiny-clip"), answer => answer.StatusCode != HttpStatusCode.Conflict);
        refused.StatusCode.ShouldBe(HttpStatusCode.InsufficientStorage);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("storage_full");
        (await StateAsync(app)).ShouldBe("installed");
        (await HealthAsync(app)).ShouldBe("Pictures are found by meaning with tiny-clip.");

        full.IsFull = false;
        await app.SendAsync(HttpMethod.Delete, "/api/v1/models/tiny-clip", null, HttpStatusCode.NoContent);
        (await StateAsync(app)).ShouldBeNull();
        (await HealthAsync(app)).ShouldBe("No image-text model is installed.");
        Directory.EnumerateFileSystemEntries(Path.Join(app.DataDirectory, "models", ".partial")).ShouldBeEmpty();
    }

    private static async Task<string?> StateAsync(LimnerApp app)
        => (string?)(await app.GetAsync("/api/v1/models"))["items"]!.AsArray().SingleOrDefault(model => (string?)model!["id"] == "tiny-clip")?["state"];

    private static async Task<string?> HealthAsync(LimnerApp app)
        => (string?)(await app.GetAsync("/health"))["checks"]!.AsArray().Single(check => (string?)check!["name"] == "embedding_model")!["detail"];

    private sealed class FullDisk : IDomainEventHandler<ModelsChanged>
    {
        public bool IsFull { get; set; }

        public Task HandleAsync(ModelsChanged message, LimnerDb db, CancellationToken cancellation)
            => IsFull ? throw new LimnerException(ErrorCatalogue.StorageFull) : Task.CompletedTask;
    }
}
