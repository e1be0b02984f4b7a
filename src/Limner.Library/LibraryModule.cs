using Limner.Accounts;
using Limner.Jobs;
using Limner.Library.Albums;
using Limner.Library.Archive;
using Limner.Library.Folders;
using Limner.Library.Images;
using Limner.Library.Marks;
using Limner.Library.Metadata;
using Limner.Library.Places;
using Limner.Library.Scanning;
using Limner.Library.Sharing;
using Limner.Library.Sidecars;
using Limner.Library.Thumbnails;
using Limner.Library.Trash;
using Limner.Library.Upload;
using Limner.Library.Watching;
using Limner.Storage;
using Limner.Storage.Events;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Limner.Library;

/// <summary>Folders, their scan, single images and their previews. Needs Storage, Accounts, Jobs and Imaging.</summary>
public static class LibraryModule
{
    public static IServiceCollection AddLibrary(this IServiceCollection services)
    {
        services.AddOptions<LibraryOptions>().BindConfiguration(LibraryOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<InitialFolders>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddSingleton<ISchemaModule, LibrarySchema>();
        services.AddSingleton<LibraryMeter>();

        services.AddSingleton<SharedWith>();
        services.AddSingleton<IDomainEventHandler<FolderSharesChanged>>(provider => provider.GetRequiredService<SharedWith>());
        services.AddSingleton(provider => new Visibility(provider.GetRequiredService<SharedWith>()));
        services.AddSingleton<FolderGate>();
        services.AddSingleton<FolderSharing>();

        services.AddSingleton<FolderPathPolicy>();
        services.AddSingleton<FolderQueries>();
        services.AddSingleton<FolderDirectories>();
        services.AddSingleton<FolderRemoval>();
        services.AddSingleton<IFolderRegistration, FolderRegistration>();
        services.AddSingleton<InitialFolderRegistration>();
        services.AddSingleton<IDomainEventHandler<AdministratorCreated>>(provider => provider.GetRequiredService<InitialFolderRegistration>());
        services.AddHostedService(provider => provider.GetRequiredService<InitialFolderRegistration>());

        services.AddSingleton<IDomainEventHandler<SharedAlbumChanged>>(provider => provider.GetRequiredService<SharedWith>());
        services.AddSingleton<AlbumGate>();
        services.AddSingleton<AlbumQueries>();
        services.AddSingleton<AlbumChanges>();
        services.AddSingleton<AlbumContents>();
        services.AddSingleton<AlbumSharing>();
        services.AddSingleton<IBulkEditor, AlbumBulkEditor>();
        services.AddSingleton<IBulkEditor, ArchiveBulkEditor>();
        services.AddSingleton<IBulkEditor, DateBulkEditor>();
        services.AddSingleton<IBulkEditor, MarkBulkEditor>();
        services.AddSingleton<IBulkEditor, TrashBulkEditor>();
        services.AddSingleton<ImageMarks>();
        services.AddSingleton<ImageArchive>();

        services.AddSingleton<OriginalFiles>();
        services.AddSingleton<ImageOriginals>();
        services.AddSingleton<IImageSources>(provider => provider.GetRequiredService<ImageOriginals>());
        services.AddSingleton<IContentPictures, ContentPictures>();
        services.AddSingleton<ThumbnailStore>();
        services.AddSingleton<PreviewMemory>();
        services.AddSingleton<CachedPreviews>();
        services.AddSingleton<PreviewCacheLimit>();
        services.AddSingleton<PreviewStatistics>();
        services.AddSingleton<RenderQueue>();
        services.AddSingleton<ShownImages>();
        services.AddSingleton<PreviewCleanup>();
        services.AddHostedService(provider => provider.GetRequiredService<PreviewCleanup>());
        services.AddSingleton<PreviewRenderer>();
        services.AddSingleton(provider => new ModelPictures(provider.GetRequiredService<PreviewRenderer>()));

        services.AddSingleton<UnusedContents>();
        services.AddSingleton<ImageTrash>();
        services.AddSingleton<IImageTrash>(provider => provider.GetRequiredService<ImageTrash>());
        services.AddSingleton<IRemovedImages>(provider => provider.GetRequiredService<ImageTrash>());
        services.AddSingleton<IJobHandler, TrashJob>();
        services.AddHostedService<TrashKeeper>();

        services.AddSingleton<PersonalFolders>();
        services.AddHostedService(provider => provider.GetRequiredService<PersonalFolders>());
        services.AddSingleton<UploadStore>();
        services.AddSingleton<UploadLocks>();
        services.AddSingleton<UploadDrafts>();
        services.AddSingleton<UploadPlacing>();
        services.AddSingleton<Uploads>();
        services.AddSingleton<UploadQueries>();
        services.AddSingleton<IPictureFiling, PictureFiling>();
        services.AddSingleton<UploadCare>();
        services.AddHostedService(provider => provider.GetRequiredService<UploadCare>());
        services.AddSingleton<IJobHandler, UploadedFilesJob>();

        services.AddSingleton<WatchedFolders>();
        services.AddSingleton<ScanRequests>();
        services.AddSingleton<Mounts>();
        services.AddSingleton<IFolderEvents, FileSystemEvents>();
        services.AddSingleton<FolderWatcher>();
        services.AddSingleton<IDomainEventHandler<FoldersChanged>>(provider => provider.GetRequiredService<FolderWatcher>());
        services.AddHostedService(provider => provider.GetRequiredService<FolderWatcher>());
        services.AddHealthChecks().AddCheck<WatchingCheck>("watching").AddCheck<PreviewsCheck>("previews").AddCheck<ConversionCheck>("camera_formats");

        services.AddSingleton(provider => new Gazetteer(Path.Combine(AppContext.BaseDirectory, "gazetteer"), provider.GetRequiredService<ILogger<Gazetteer>>()));
        services.AddSingleton<ImageLocations>();
        services.AddSingleton<IDomainEventHandler<ImagesChanged>>(provider => provider.GetRequiredService<ImageLocations>());
        services.AddSingleton<IDomainEventHandler<ImagesPurged>>(provider => provider.GetRequiredService<ImageLocations>());
        services.AddSingleton<IJobHandler, PlacesJob>();
        services.AddHostedService<PlacesVersionCheck>();
        services.AddHealthChecks().AddCheck<GazetteerCheck>("places");

        services.AddSingleton<Derivations>();
        services.AddSingleton<IDomainEventHandler<FolderSharesChanged>, SharedSidecars>();
        services.AddSingleton<IDomainEventHandler<ImagesPurged>, MetadataOfPurged>();
        services.AddSingleton<IDomainEventHandler<ContentsForgotten>, MetadataOfPurged>();
        services.AddSingleton<SidecarStep>();
        services.AddSingleton<ImageEditing>();
        services.AddSingleton<SidecarMarks>();
        services.AddSingleton<IDomainEventHandler<ImagesChanged>>(provider => provider.GetRequiredService<SidecarMarks>());
        services.AddSingleton<IJobHandler, SidecarWriting>();
        services.AddSingleton<FolderDiscovery>();
        services.AddSingleton<ReadingJournal>();
        services.AddSingleton<PictureReader>();
        services.AddSingleton<ScanWriter>();
        services.AddSingleton<VanishedFiles>();
        services.AddSingleton<ScanPipeline>();
        services.AddSingleton<IJobHandler, ScanJob>();
        return services;
    }

    /// <param name="api">The group <c>/api/v1</c>.</param>
    public static IEndpointRouteBuilder MapLibraryEndpoints(this IEndpointRouteBuilder api)
    {
        FolderEndpoints.Map(api);
        ShareEndpoints.Map(api);
        ImageEndpoints.Map(api);
        AlbumEndpoints.Map(api);
        MarkEndpoints.Map(api);
        ArchiveEndpoints.Map(api);
        TrashEndpoints.Map(api);
        TusEndpoints.Map(api);
        FormUploadEndpoint.Map(api);
        return api;
    }
}
