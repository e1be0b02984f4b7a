namespace Limner.Tagging.Detections;

/// <summary>One object the detector saw in a content (table <c>detections</c>); the box in shares of the upright picture, 0..1.</summary>
internal sealed class DetectionRow
{
    public long Id { get; set; }

    public long ContentId { get; set; }

    /// <summary>A class of the detector, lower case: it is also the key of the tag it becomes.</summary>
    public required string Label { get; set; }

    public double Confidence { get; set; }

    public double X { get; set; }

    public double Y { get; set; }

    public double Width { get; set; }

    public double Height { get; set; }
}
