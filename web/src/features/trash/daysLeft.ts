const day = 86_400_000;

/** What stands under a picture in the trash: when it goes by itself. */
export function daysLeft(expiresAt: string | null | undefined, now: number): string {
  if (expiresAt == null) {
    return 'Kept until it is emptied';
  }
  const days = Math.ceil((Date.parse(expiresAt) - now) / day);
  return days <= 0 ? 'Goes within the hour' : days === 1 ? '1 day left' : `${days} days left`;
}
