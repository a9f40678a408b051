// The mark of orderd.

export const Mark = () => (
  <svg viewBox="0 0 32 32" aria-hidden="true">
    <rect width="32" height="32" rx="8" fill="var(--accent)" />
    <path
      d="M9 11h14M9 16h14M9 21h8"
      stroke="var(--accent-ink)"
      strokeWidth="2.6"
      strokeLinecap="round"
    />
  </svg>
)
