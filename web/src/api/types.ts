import type { paths } from './schema';

type Get<Path extends keyof paths> = paths[Path] extends { get: { responses: { 200: { content: { 'application/json': infer Body } } } } }
  ? Body
  : never;
type Post<Path extends keyof paths, Status extends 200 | 201> = paths[Path] extends {
  post: { responses: Record<Status, { content: { 'application/json': infer Body } }> };
}
  ? Body
  : never;
type Item<List> = List extends { items: (infer One)[] } ? One : never;

// By route rather than by the name of a schema: what a route answers is the contract.
export type Me = Get<'/api/v1/me'>;
export type Folder = Item<Get<'/api/v1/folders'>>;
export type FileFailure = Item<Get<'/api/v1/folders/{id}/failures'>>;
/** `score`: how alike it is (0 to 1), where pictures are found by likeness. */
export type ImageList = Get<'/api/v1/images'>;
export type ImageSummary = Item<Get<'/api/v1/images'>> & { score?: number };
export type ImageDetails = Get<'/api/v1/images/{id}'>;
export type ValueSource = NonNullable<ImageDetails['sources']['title']>;
export type ImageChange = paths['/api/v1/images/{id}']['patch']['requestBody']['content']['application/json'];
export type ImageTags = Get<'/api/v1/images/{id}/tags'>;
export type ImageTag = Item<ImageTags>;
export type ImageText = Get<'/api/v1/images/{id}/text'>;
export type TextLine = Item<ImageText>;
export type Detection = ImageTags['detections'][number];
export type TagNode = Item<Get<'/api/v1/tags/tree'>>;
export type TagOperation = Item<Get<'/api/v1/tags/operations'>>;
export type VocabularyImport = Post<'/api/v1/vocabulary/import', 200>;
export type ModelSuggestion = Item<Get<'/api/v1/review'>>;
export type CaptionSuggestion = Item<Get<'/api/v1/review/captions'>>;
export type ReviewStatistics = Get<'/api/v1/review/statistics'>;
export type Suggestion = Item<Get<'/api/v1/search/suggest'>>;
export type ImageMatch = NonNullable<ImageSummary['matches']>[number];
export type QueryTerm = Get<'/api/v1/search/query'>['terms'][number];
export type SavedSearch = Item<Get<'/api/v1/saved-searches'>>;
export type TimelineMonth = Item<Get<'/api/v1/images/timeline'>>;
export type DuplicateGroup = Item<Get<'/api/v1/duplicates'>>;
export type DuplicateImage = DuplicateGroup['images'][number];
export type DuplicateResolution = Post<'/api/v1/duplicates/resolve', 200>;
export type TrashedImage = Item<Get<'/api/v1/trash'>>;
export type Removal = Item<Get<'/api/v1/trash/removals'>>;
export type MapCluster = Item<Get<'/api/v1/images/map'>>;
export type Country = Item<Get<'/api/v1/places'>>;
export type CityLabel = Item<Get<'/api/v1/places/labels'>>;
export type Job = Item<Get<'/api/v1/jobs'>>;
export type UploadView = Get<'/api/v1/uploads/{id}'>;
export type JobState = Job['state'];
export type Queue = Item<Get<'/api/v1/queues'>>;
export type Album = Item<Get<'/api/v1/albums'>>;
export type BulkEdit = Item<Get<'/api/v1/bulk-edits'>>;
export type BulkAction = BulkEdit['actions'][number];
export type FolderShares = Get<'/api/v1/folders/{id}/shares'>;
export type Session = Item<Get<'/api/v1/me/sessions'>>;
export type ApiKey = Item<Get<'/api/v1/api-keys'>>;
export type User = Item<Get<'/api/v1/users'>>;
export type Person = Item<Get<'/api/v1/users/directory'>>;
export type Invitation = Item<Get<'/api/v1/invitations'>>;
/** With the one-time link in it, which is never told again. */
export type NewInvitation = Post<'/api/v1/invitations', 201>;
export type InvitationOffer = Post<'/api/v1/invitations/look-up', 200>;
export type SecurityEvent = Item<Get<'/api/v1/security/events'>>;
export type VisionServer = Get<'/api/v1/vision-models'>['servers'][number];
export type Prompt = Item<Get<'/api/v1/prompts'>>;
export type DescriptionRun = Item<Get<'/api/v1/description-runs'>>;
export type DescriptionEstimate = Post<'/api/v1/description-runs/estimate', 200>;
export type Trial = Get<'/api/v1/description-trials/{id}'>;
export type TrialAnswer = Trial['pictures'][number]['answers'][number];
export type Generation = Item<Get<'/api/v1/generations'>>;
export type GenerateOptions = Get<'/api/v1/generate/options'>;

export type DocumentView = Item<Get<'/api/v1/documents'>>;
export type DocumentState = DocumentView['state'];
export type DocumentDetails = Get<'/api/v1/documents/{id}'>;
export type DocumentPage = Get<'/api/v1/documents/{id}/pages/{number}'>;
export type DocumentElement = DocumentPage['elements'][number];
export type PageSummary = Item<Get<'/api/v1/search/pages'>>['page'];
export type DocumentJob = { document: DocumentView; job: Job };
export type Reading = paths['/api/v1/documents/{id}/read']['post']['requestBody']['content']['application/json'];
export type PageReading = paths['/api/v1/documents/{id}/pages/{number}/read']['post']['requestBody']['content']['application/json'];
export type ModelList = Get<'/api/v1/models'>;
export type Model = Item<ModelList>;
