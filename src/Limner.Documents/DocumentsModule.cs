using Limner.Documents.Layout;
using Limner.Documents.Pdf;
using Limner.Documents.Reading;
using Limner.Documents.Serving;
using Limner.Documents.Storing;
using Limner.Documents.Text;
using Limner.Documents.Working;
using Limner.Jobs;
using Limner.Library;
using Limner.Storage;
using Microsoft.AspNetCore.Routing;
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
        services.AddSingleton<RegionFinder>();
        services.AddSingleton<PageRecognizer>();
        services.AddSingleton<PicturePages>();
        services.AddSingleton<PageReader>();
        services.AddSingleton<IDocumentReader, DocumentReader>();
        return services;
    }

    /// <summary>Adds what keeps documents: jobs that read them, lists, search in their words. Needs <see cref="AddDocuments"/>, Storage, Jobs, Accounts, Library, and a way to cut words.</summary>
    public static IServiceCollection AddDocumentKeeping(this IServiceCollection services)
    {
        services.AddSingleton<ISchemaModule, DocumentsSchema>();
        services.AddSingleton<DocumentFiles>();
        services.AddSingleton<DocumentAccess>();
        services.AddSingleton<DocumentPasswords>();
        services.AddSingleton<PageWords>();
        services.AddHostedService<DocumentCare>();
        services.AddSingleton<PagePictures>();
        services.AddSingleton<PageLooks>();
        services.AddSingleton<ReadingRecords>();
        services.AddSingleton<DocumentAssembly>();
        services.AddSingleton<FigureDescriptions>();
        services.AddSingleton<DocumentReading>();
        services.AddSingleton<IJobHandler, ReadDocumentJob>();
        services.AddSingleton<IJobHandler, IndexDocumentsJob>();
        services.AddHostedService<DocumentWordsCheck>();
        services.AddSingleton<LibraryDocuments>();
        services.AddSingleton<IFolderDocuments>(provider => provider.GetRequiredService<LibraryDocuments>());
        services.AddSingleton<DocumentQueries>();
        services.AddSingleton<DocumentForm>();
        services.AddSingleton<DocumentChanges>();
        services.AddSingleton<DocumentPictures>();
        services.AddSingleton<IDocumentPages, DocumentPages>();
        return services;
    }

    /// <param name="api">The group <c>/api/v1</c>.</param>
    public static IEndpointRouteBuilder MapDocumentsEndpoints(this IEndpointRouteBuilder api)
    {
        DocumentEndpoints.Map(api);
        return api;
    }
}
