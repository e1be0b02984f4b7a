/** The mark: an initial and a drop of pigment. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden focusable="false">
      <rect width="32" height="32" rx="8" fill="#12695e" />
      <path d="M10 6.5v14.2c0 2.6 1.6 4.3 4.2 4.3H23" fill="none" stroke="#fff" strokeWidth="3.2" strokeLinecap="round" />
      <circle cx="20.5" cy="12.5" r="4" fill="#f2b84b" />
    </svg>
  );
}
