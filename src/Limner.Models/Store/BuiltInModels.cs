namespace Limner.Models.Store;

/// <summary>Ids of the models that come with the install.</summary>
public static class BuiltInModels
{
    /// <summary>80 classes of everyday objects, with boxes.</summary>
    public const string ObjectDetection = "centernet-coco";
}
