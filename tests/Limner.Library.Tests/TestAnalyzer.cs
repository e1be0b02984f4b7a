using System.Collections.Concurrent;
using Limner.Imaging;
using Limner.Storage;

namespace Limner.Library.Tests;

/// <summary>An analyzer that remembers what it was asked, and does what a test wants in the middle of a scan.</summary>
internal sealed class TestAnalyzer : IPictureAnalyzer
{
    private int _analyzed;

    public string Kind => "test";

    public string Version { get; set; } = "1";

    /// <summary>Called with the number of the picture, from 1, before it is analyzed.</summary>
    public Action<int>? OnPicture { get; set; }

    public int Analyzed => _analyzed;

    public ConcurrentQueue<AnalyzedContent> Saved { get; } = new();

    public ConcurrentQueue<AttachedImage> Attached { get; } = new();

    public Task<object> AnalyzeAsync(DecodedPicture picture, CancellationToken cancellation)
    {
        var number = Interlocked.Increment(ref _analyzed);
        OnPicture?.Invoke(number);
        return Task.FromResult<object>($"{picture.Width}x{picture.Height}");
    }

    public Task SaveAsync(LimnerDb db, IReadOnlyList<AnalyzedContent> batch, CancellationToken cancellation)
    {
        foreach (var content in batch)
        {
            Saved.Enqueue(content);
        }

        return Task.CompletedTask;
    }

    public Task AttachAsync(LimnerDb db, IReadOnlyList<AttachedImage> images, CancellationToken cancellation)
    {
        foreach (var image in images)
        {
            Attached.Enqueue(image);
        }

        return Task.CompletedTask;
    }
}
