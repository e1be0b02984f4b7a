import type { CaptionSuggestion, ModelSuggestion } from '../../api/types';

/** The picture that a suggestion is about, as thumbnails need it. */
export interface SuggestedPicture {
  id: string;
  thumb_hash: string;
  width: number;
  height: number;
}

interface Common {
  /** Tells it from all others. */
  key: string;
  /** What a verdict is about: two models may say the same of a picture, and once said it is said of both. */
  subject: string;
  picture: SuggestedPicture;
  name: string;
  model: string;
}

export interface TagSuggestion extends Common {
  kind: 'tag';
  tagId: string;
  text: string;
  /** 0..1 */
  confidence: number;
}

export interface WrittenCaption extends Common {
  kind: 'caption';
  text: string;
  writtenAt: string;
}

/** What a model says of a picture and nobody has said anything of. */
export type Suggestion = TagSuggestion | WrittenCaption;

export type Verdict = 'accepted' | 'rejected';

const pictureOf = (item: { image_id: string; thumb_hash: string; width: number; height: number }): SuggestedPicture => ({
  id: item.image_id,
  thumb_hash: item.thumb_hash,
  width: item.width,
  height: item.height,
});

export const ofTag = (item: ModelSuggestion): TagSuggestion => ({
  kind: 'tag',
  key: `${item.image_id} ${item.tag_id} ${item.model}`,
  subject: `${item.image_id} ${item.tag_id}`,
  picture: pictureOf(item),
  name: item.image_name,
  model: item.model,
  tagId: item.tag_id,
  text: item.tag_name,
  confidence: item.confidence,
});

export const ofCaption = (item: CaptionSuggestion): WrittenCaption => ({
  kind: 'caption',
  key: `${item.image_id} ${item.written_at}`,
  subject: `${item.image_id} ${item.written_at}`,
  picture: pictureOf(item),
  name: item.image_name,
  model: item.model,
  text: item.text,
  writtenAt: item.written_at,
});

/** What the API is told, each subject once. */
export function verdictsOf(about: readonly Suggestion[], verdict: Verdict, replacement?: string) {
  const subjects = new Map(about.map((item) => [item.subject, item]));
  return [...subjects.values()].map((item) => ({
    image_id: item.picture.id,
    ...(item.kind === 'tag' ? { tag_id: item.tagId } : { written_at: item.writtenAt }),
    verdict,
    ...(replacement === undefined ? {} : { replacement }),
  }));
}

/** What was done, for people. */
export function saidOf(about: readonly Suggestion[], verdict: Verdict, replacement?: string): string {
  const [first] = about;
  const what = about.length > 1 ? `${about.length} suggestions` : first?.kind === 'caption' ? `The caption of ${first.name}` : `“${first?.text ?? ''}”`;
  if (replacement !== undefined) {
    return first?.kind === 'caption' ? `${what} edited.` : `${what}: “${replacement}” instead.`;
  }
  return `${what} ${verdict}.`;
}
