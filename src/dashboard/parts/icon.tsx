// The icons, drawn for 16 px. A control with an icon and no text needs an aria-label.

const PATHS = {
  board: 'M2.5 3h3v10h-3zM6.5 3h3v7h-3zM10.5 3h3v5h-3z',
  orders: 'M2.5 4h11M2.5 8h11M2.5 12h7',
  plus: 'M8 3v10M3 8h10',
  box: 'M2.5 5 8 2l5.5 3v6L8 14l-5.5-3zM2.5 5 8 8l5.5-3M8 8v6',
  people:
    'M6 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM1.5 13.5c0-2.5 2-4 4.5-4s4.5 1.5 4.5 4M11 3a2.3 2.3 0 0 1 0 4.4M12.5 9.9c1.3.6 2 1.9 2 3.6',
  chart: 'M2.5 13.5h11M4.5 11V7M8 11V3M11.5 11V5.5',
  gear: 'M8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM8 1.8v1.7M8 12.5v1.7M1.8 8h1.7M12.5 8h1.7M3.6 3.6l1.2 1.2M11.2 11.2l1.2 1.2M12.4 3.6l-1.2 1.2M4.8 11.2l-1.2 1.2',
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10ZM10.7 10.7 14 14',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  close: 'M4 4l8 8M12 4l-8 8',
  back: 'M9.5 3.5 5 8l4.5 4.5',
  next: 'M6.5 3.5 11 8l-4.5 4.5',
  bell: 'M4 7a4 4 0 0 1 8 0c0 3 1.5 4 1.5 4h-11S4 10 4 7ZM6.7 13.5a1.5 1.5 0 0 0 2.6 0',
  mute: 'M4 7a4 4 0 0 1 6.5-3.1M12 7c0 3 1.5 4 1.5 4H7M5 11H2.5S4 10 4 7M6.7 13.5a1.5 1.5 0 0 0 2.6 0M2 2l12 12',
  columns: 'M2.5 3h11v10h-11zM6.2 3v10M9.9 3v10',
  up: 'M4 10l4-4 4 4',
  down: 'M4 6l4 4 4-4',
  export: 'M8 2.5v7M5 7l3 3 3-3M2.5 12.5h11',
  bookmark: 'M4 2.5h8v11l-4-3-4 3z',
  user: 'M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM2.5 14c0-3 2.5-4.5 5.5-4.5s5.5 1.5 5.5 4.5',
  print: 'M4 6V2.5h8V6M4 11.5H2.5V6h11v5.5H12M4 9.5h8v4H4z',
  undo: 'M5.5 3 2.5 6l3 3M2.5 6h7a4 4 0 0 1 0 8H6',
  keys: 'M1.5 4h13v8h-13zM4 6.5h.01M6.6 6.5h.01M9.300 6.5h.01M12 6.5h.01M5 9.5h6',
} as const

export type IconName = keyof typeof PATHS

export const Icon = ({ name }: { name: IconName }) => (
  <svg className="parts-icon" viewBox="0 0 16 16" aria-hidden="true">
    <path d={PATHS[name]} />
  </svg>
)
