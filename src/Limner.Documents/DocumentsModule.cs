using Limner.Documents.Layout;
using Limner.Documents.Pdf;
using Limner.Documents.Reading;
using Limner.Documents.Text;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Documents;

/// <summary>Documents in, their text and structure out.</summary>
public static class DocumentsModule
{
    /// <summary>Adds <see cref="IDocumentReader"/>. Needs the services of Safety, Imaging, Models and Vision.</summary>
    public static IServiceCollection AddDocuments(this IServiceCollection services)
    {
        services.AddOptions<DocumentOptions>().BindConfiguration(DocumentOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<PdfTools>();
        services.AddSingleton<PdfPages>();
        services.AddSingleton<LayoutDeadline>();
        services.AddSingleton<PageRecognizer>();
        services.AddSingleton<PicturePages>();
        services.AddSingleton<IDocumentReader, DocumentReader>();
        return services;
    }
}
