namespace Limner.Library.Thumbnails;

/// <summary>How often previews came from where since the server started.</summary>
internal sealed class PreviewStatistics
{
    public Counted Memory { get; } = new();

    public Counted Disk { get; } = new();

    public Counted Rendered { get; } = new();

    internal sealed class Counted
    {
        private long _count;

        public long Value => Interlocked.Read(ref _count);

        public void Count() => Interlocked.Increment(ref _count);
    }
}
