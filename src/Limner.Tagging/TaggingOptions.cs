using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace Limner.Tagging;

/// <summary>Section <c>[tagging]</c>.</summary>
public sealed class TaggingOptions
{
    public const string Section = "tagging";

    /// <summary>Whether pictures are looked at for objects at all. Tags that are there already stay.</summary>
    [ConfigurationKeyName("detect_objects")]
    [Description("Look for objects in pictures and tag them. Pictures scanned while this is off are looked at by the first scan after it is on again.")]
    public bool DetectObjects { get; set; } = true;

    /// <summary>
    /// Confidence (0.05..0.95) from which a detected object becomes a tag. On COCO pictures 0.20 gives precision 0.69 at recall 0.76, 0.30
    /// gives 0.85 at 0.58, 0.40 gives 0.92 at 0.42.
    /// </summary>
    [ConfigurationKeyName("detection_threshold")]
    [Description("Confidence (0.05 to 0.95) from which a detected object becomes a tag. Lower finds more and errs more often; pictures are looked at again after a change.")]
    [Range(0.05, 0.95)]
    public double DetectionThreshold { get; set; } = 0.30;

    /// <summary>Pixels of the longer side of pictures that are sent to vision models. Most look at 336 to 1,024; more costs them time.</summary>
    [ConfigurationKeyName("model_picture_side")]
    [Description("Longer side, in pixels, of the pictures that are sent to vision models. More shows small things and costs time.")]
    [AllowedValues(400, 800, 1200, 1600)]
    public int ModelPictureSide { get; set; } = 800;
}
