namespace Limner.Vision.Embedding.ImageText;

/// <summary>The image-text models that are installed at this moment: what was installed or removed shows once <see cref="Refresh"/> was called.</summary>
public interface IImageTextModels
{
    /// <summary>The model to use.</summary>
    /// <param name="wanted">Its id; empty: the one installed last.</param>
    /// <returns>Null where it is not installed, or none is.</returns>
    IImageTextModel? Choose(string wanted);

    /// <summary>The installed model that made certain vectors.</summary>
    /// <param name="model">See <see cref="IImageTextModel.Model"/>.</param>
    /// <returns>Null where it is not installed any more, or with other files.</returns>
    IImageTextModel? Find(string model);

    /// <summary>Says that a model was installed or removed: the manifests are read again at the next question.</summary>
    void Refresh();
}
