using Limner.Jobs;
using Limner.Library;
using Limner.Storage;
using Limner.Storage.Events;
using Limner.Tagging.Describing;
using Limner.Tagging.Detections;
using Limner.Tagging.Operations;
using Limner.Tagging.Prompts;
using Limner.Tagging.Review;
using Limner.Tagging.Tags;
using Limner.Tagging.Text;
using Limner.Tagging.Vocabularies;
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
        services.AddSingleton<IModelTags>(provider => provider.GetRequiredService<ModelTags>());
        services.AddSingleton<IVocabulary, VocabularyReader>();
        services.AddSingleton<IPictureAnalyzer, DetectionAnalyzer>();
        services.AddOptions<OcrOptions>().BindConfiguration(OcrOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IPictureAnalyzer, TextGateAnalyzer>();
        services.AddSingleton<TextReading>();
        services.AddSingleton<IJobHandler, ReadTextJob>();
        services.AddSingleton<IDomainEventHandler<ContentsForgotten>, TextsOfForgotten>();
        services.AddHostedService<TextVersionCheck>();
        services.AddHealthChecks().AddCheck<TextRecognitionCheck>("text_recognition");
        services.AddSingleton<ImageTagging>();
        services.AddSingleton<KeywordTags>();
        services.AddSingleton<IDomainEventHandler<ImagesChanged>>(provider => provider.GetRequiredService<KeywordTags>());
        services.AddSingleton<VocabularyChanges>();
        services.AddSingleton<VocabularyEditor>();
        services.AddSingleton<VocabularyReapplication>();
        services.AddSingleton<IJobHandler, VocabularyJob>();
        services.AddSingleton<TagOperations>();
        services.AddSingleton<TagOperationRunner>();
        services.AddSingleton<TagOwnership>();
        services.AddSingleton<IJobHandler, TagOperationJob>();
        services.AddSingleton<ReviewQueue>();
        services.AddSingleton<CaptionQueue>();
        services.AddSingleton<Reviews>();
        services.AddSingleton<ReviewStatistics>();
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

        services.AddSingleton<ISchemaModule, DescribingSchema>();
        services.AddSingleton<PromptLibrary>();
        services.AddSingleton<Describer>();
        services.AddSingleton<DescriptionChoice>();
        services.AddSingleton<DescriptionWriter>();
        services.AddSingleton<DescriptionRuns>();
        services.AddSingleton<IDescriptionRuns>(provider => provider.GetRequiredService<DescriptionRuns>());
        services.AddSingleton<IJobHandler, DescriptionJob>();
        services.AddSingleton<DescriptionTrials>();
        services.AddSingleton<IJobHandler, DescriptionTrialJob>();
        services.AddSingleton<DescriptionSettings>();
        services.AddSingleton<DescriptionAutomation>();
        services.AddSingleton<IJobHandler>(provider => provider.GetRequiredService<DescriptionAutomation>());
        services.AddSingleton<IDomainEventHandler<ImagesChanged>, NewPictures>();
        services.AddSingleton<IDomainEventHandler<ContentsForgotten>, AnswersOfForgotten>();
        services.AddHostedService<DailyDescriptions>();
        return services;
    }

    public static IEndpointRouteBuilder MapTaggingEndpoints(this IEndpointRouteBuilder api)
    {
        TagEndpoints.Map(api);
        DescribingEndpoints.Map(api);
        DescriptionRunEndpoints.Map(api);
        TagTreeEndpoints.Map(api);
        TagOperationEndpoints.Map(api);
        VocabularyEndpoints.Map(api);
        ReviewEndpoints.Map(api);
        TextEndpoints.Map(api);
        return api;
    }
}
