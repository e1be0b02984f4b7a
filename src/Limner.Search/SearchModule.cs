using Limner.Documents;
using Limner.Jobs;
using Limner.Library;
using Limner.Models.Store;
using Limner.Search.Bulk;
using Limner.Search.Describing;
using Limner.Search.Duplicates;
using Limner.Search.Fusion;
using Limner.Search.Indexing;
using Limner.Search.Likeness;
using Limner.Search.Map;
using Limner.Search.Meaning;
using Limner.Search.Pages;
using Limner.Search.Querying;
using Limner.Search.Querying.Matching;
using Limner.Search.Retrieval;
using Limner.Search.Saving;
using Limner.Search.Suggesting;
using Limner.Search.Vectors;
using Limner.Storage;
using Limner.Storage.Events;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Search;

/// <summary>Finding pictures: the full-text index, lists with filters, suggestions.</summary>
public static class SearchModule
{
    public static IServiceCollection AddSearch(this IServiceCollection services)
    {
        services.AddSingleton<ISchemaModule, SearchSchema>();
        services.AddSingleton<ImageIndexer>();
        services.AddSingleton<IDocumentWords, DocumentWords>();
        services.AddSingleton<IDomainEventHandler<ImagesChanged>>(provider => provider.GetRequiredService<ImageIndexer>());
        services.AddSingleton<IDomainEventHandler<ImagesRemoved>>(provider => provider.GetRequiredService<ImageIndexer>());
        services.AddSingleton<IJobHandler, ReindexHandler>();
        services.AddHostedService<IndexVersionCheck>();
        services.AddSingleton<ImageSearch>();
        services.AddSingleton<MatchReasons>();
        services.AddSingleton<CachedSearch>();
        services.AddSingleton<SavedSearches>();
        services.AddSingleton<Facets>();
        services.AddSingleton<IDomainEventHandler<ImagesChanged>>(provider => provider.GetRequiredService<Facets>());
        services.AddSingleton<IDomainEventHandler<ImagesRemoved>>(provider => provider.GetRequiredService<Facets>());
        services.AddSingleton<IDomainEventHandler<ImagesArchived>>(provider => provider.GetRequiredService<Facets>());
        services.AddSingleton<IDomainEventHandler<FolderSharesChanged>>(provider => provider.GetRequiredService<Facets>());
        services.AddSingleton<IDomainEventHandler<SharedAlbumChanged>>(provider => provider.GetRequiredService<Facets>());
        services.AddSingleton<Suggestions>();
        services.AddSingleton<BulkEditors>();
        services.AddSingleton<BulkRunner>();
        services.AddSingleton<BulkEdits>();
        services.AddSingleton<IJobHandler, BulkEditJob>();
        AddDuplicates(services);
        services.AddSingleton<ImageMap>();
        services.AddSingleton<PlaceList>();
        services.AddOptions<SearchOptions>().BindConfiguration(SearchOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<VectorIndexes>();
        services.AddHostedService(provider => provider.GetRequiredService<VectorIndexes>());
        services.AddSingleton<VectorStore>();
        services.AddSingleton<IDomainEventHandler<ContentsForgotten>>(provider => provider.GetRequiredService<VectorStore>());
        services.AddSingleton<VisualSpace>();
        services.AddSingleton<IPictureAnalyzer, VisualVectorAnalyzer>();
        services.AddSingleton<IJobHandler, EmbedPicturesJob>();
        services.AddHostedService<VisualVectorCheck>();
        services.AddSingleton<VectorMaking>();
        services.AddSingleton<LikenessSpaces>();
        AddMeaning(services);
        services.AddSingleton<LikenessSearch>();
        services.AddSingleton<ContentSets>();
        AddPages(services);
        return services;
    }

    private static void AddMeaning(IServiceCollection services)
    {
        services.AddSingleton<MeaningSpace>();
        services.AddSingleton<TextEncoders>();
        services.AddSingleton<WordVectors>();
        services.AddSingleton<MeaningSearch>();
        services.AddSingleton<FusedSearch>();
        services.AddSingleton<FusedPages>();
        services.AddSingleton<CandidateVectors>();
        services.AddSingleton<IExampleRetrieval, ExampleRetrieval>();
        services.AddSingleton<MeaningVectorAnalyzer>();
        services.AddSingleton<IPictureAnalyzer>(provider => provider.GetRequiredService<MeaningVectorAnalyzer>());
        services.AddSingleton<PicturesLeft>();
        services.AddSingleton<IJobHandler, EmbedMeaningJob>();
        services.AddSingleton<MeaningVectorCheck>();
        services.AddSingleton<IDomainEventHandler<ModelsChanged>>(provider => provider.GetRequiredService<MeaningVectorCheck>());
        services.AddHostedService(provider => provider.GetRequiredService<MeaningVectorCheck>());
        services.AddHealthChecks().AddCheck<EmbeddingModelCheck>("embedding_model");
    }

    private static void AddPages(IServiceCollection services)
    {
        services.AddSingleton<PageLookAnalyzer>();
        services.AddSingleton<IPageAnalyzer>(provider => provider.GetRequiredService<PageLookAnalyzer>());
        services.AddSingleton<PageMeaningAnalyzer>();
        services.AddSingleton<IPageAnalyzer>(provider => provider.GetRequiredService<PageMeaningAnalyzer>());
        services.AddSingleton<PageVectorMaking>();
        services.AddSingleton<PageSets>();
        services.AddSingleton<PageLikeness>();
        services.AddSingleton<PageSearch>();
    }

    private static void AddDuplicates(IServiceCollection services)
    {
        services.AddSingleton<DuplicateGroups>();
        services.AddSingleton<DuplicateResolver>();
        services.AddSingleton<HeldClusters>();
        services.AddSingleton<IJobHandler, GroupDuplicatesJob>();
        services.AddSingleton<DuplicateTracking>();
        services.AddSingleton<IDomainEventHandler<ImagesChanged>>(provider => provider.GetRequiredService<DuplicateTracking>());
        services.AddSingleton<IDomainEventHandler<ImagesRemoved>>(provider => provider.GetRequiredService<DuplicateTracking>());
        services.AddSingleton<IDomainEventHandler<ImagesPurged>>(provider => provider.GetRequiredService<DuplicateTracking>());
        services.AddHostedService(provider => provider.GetRequiredService<DuplicateTracking>());

        // It does its work through the editors, of which it is one.
        services.AddSingleton(provider => new Lazy<BulkEditors>(provider.GetRequiredService<BulkEditors>));
        services.AddSingleton<IBulkEditor, DuplicateEditor>();
    }

    public static IEndpointRouteBuilder MapSearchEndpoints(this IEndpointRouteBuilder api)
    {
        SearchEndpoints.Map(api);
        SavedSearchEndpoints.Map(api);
        BulkEndpoints.Map(api);
        DuplicateEndpoints.Map(api);
        DescribeEndpoints.Map(api);
        MapEndpoints.Map(api);
        LikenessEndpoints.Map(api);
        AskEndpoint.Map(api);
        PageSearchEndpoint.Map(api);
        RetrievalEndpoint.Map(api);
        return api;
    }
}
