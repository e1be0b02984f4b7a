namespace Limner.Models.Store;

/// <summary>Ids of the models that come with the install.</summary>
public static class BuiltInModels
{
    /// <summary>80 classes of everyday objects, with boxes.</summary>
    public const string ObjectDetection = "centernet-coco";

    /// <summary>Whether a picture carries text.</summary>
    public const string TextGate = "text-gate";

    /// <summary>Where text stands in a picture.</summary>
    public const string TextDetection = "ppocr-v4-det";

    /// <summary>Whether a line of text stands on its head.</summary>
    public const string TextAngle = "ppocr-v2-cls";

    /// <summary>What a line of text says; its second file is the dictionary.</summary>
    public const string TextRecognition = "ppocr-v4-rec";
}
