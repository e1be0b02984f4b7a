using Limner.Jobs;
using Limner.Library;
using Limner.Storage;
using Limner.Storage.Events;
using Limner.Tagging.Detections;
using Limner.Tagging.Tags;
using Limner.Tagging.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Tagging;

/// <summary>What pictures are filed under: the detector's findings, and what people say.</summary>
public static class TaggingModule
{
    public static IServiceCollection AddTagging(this IServiceCollection services)
    {
        services.AddOptions<TaggingOptions>().BindConfiguration(TaggingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ISchemaModule, TaggingSchema>();
        services.AddSingleton<ModelTags>();
        services.AddSingleton<IPictureAnalyzer, DetectionAnalyzer>();
        services.AddOptions<OcrOptions>().BindConfiguration(OcrOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IPictureAnalyzer, TextGateAnalyzer>();
        services.AddSingleton<TextReading>();
        services.AddSingleton<IJobHandler, ReadTextJob>();
        services.AddSingleton<IDomainEventHandler<ContentsForgotten>, TextsOfForgotten>();
        services.AddHostedService<TextVersionCheck>();
        services.AddHealthChecks().AddCheck<TextRecognitionCheck>("text_recognition");
        services.AddSingleton<ImageTagging>();
        services.AddSingleton<IDomainEventHandler<ImagesChanged>, KeywordTags>();
        services.AddSingleton<ISidecarKeywords, TagsForSidecars>();
        services.AddSingleton<IBulkEditor, TagBulkEditor>();
        services.AddSingleton<TagCounts>();
        services.AddSingleton<IDomainEventHandler<ImagesChanged>, TagCountsRefresh>();
        services.AddSingleton<IDomainEventHandler<ImagesRemoved>, TagCountsRefresh>();
        services.AddSingleton<IDomainEventHandler<ImagesArchived>, TagCountsRefresh>();
        services.AddSingleton<IDomainEventHandler<FolderSharesChanged>, TagCountsRefresh>();
        services.AddSingleton<IDomainEventHandler<ImagesPurged>, TagsOfPurged>();
        services.AddSingleton<IDomainEventHandler<ContentsForgotten>, TagsOfPurged>();
        services.AddSingleton<IDomainEventHandler<SharedAlbumChanged>, TagCountsRefresh>();
        return services;
    }

    public static IEndpointRouteBuilder MapTaggingEndpoints(this IEndpointRouteBuilder api)
    {
        TagEndpoints.Map(api);
        TextEndpoints.Map(api);
        return api;
    }
}
