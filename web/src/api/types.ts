import type { paths } from './schema';

type Get<Path extends keyof paths> = paths[Path] extends { get: { responses: { 200: { content: { 'application/json': infer Body } } } } }
  ? Body
  : never;
type Item<List> = List extends { items: (infer One)[] } ? One : never;

// By route rather than by the name of a schema: what a route answers is the contract.
export type Me = Get<'/api/v1/me'>;
export type Folder = Item<Get<'/api/v1/folders'>>;
export type FileFailure = Item<Get<'/api/v1/folders/{id}/failures'>>;
export type ImageSummary = Item<Get<'/api/v1/images'>>;
export type ImageDetails = Get<'/api/v1/images/{id}'>;
export type ImageTags = Get<'/api/v1/images/{id}/tags'>;
export type ImageTag = Item<ImageTags>;
export type Detection = ImageTags['detections'][number];
export type Suggestion = Item<Get<'/api/v1/search/suggest'>>;
export type TimelineMonth = Item<Get<'/api/v1/images/timeline'>>;
export type Job = Item<Get<'/api/v1/jobs'>>;
export type JobState = Job['state'];
export type Queue = Item<Get<'/api/v1/queues'>>;
