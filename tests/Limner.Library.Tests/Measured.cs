using System.Diagnostics.Metrics;

namespace Limner.Library.Tests;

/// <summary>Adds up what a counter of the product measures, from its making until it is disposed: the meters operators see.</summary>
internal abstract class Measured : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _count;

    protected Measured(string instrumentName)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == instrumentName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, measurement, _, _) => Interlocked.Add(ref _count, measurement));
        _listener.Start();
    }

    public long Count => Interlocked.Read(ref _count);

    public void Dispose() => _listener.Dispose();
}

internal sealed class Decodes() : Measured("limner.imaging.decodes");

internal sealed class ReadBytes() : Measured("limner.library.bytes_read");

internal sealed class Rendered() : Measured("limner.library.previews_rendered");
