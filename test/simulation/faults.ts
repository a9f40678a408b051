// Faults that the simulation has to find, each put in at a port: a statement that does not run, a commit that is
// lost, a disk that forgets, a frame that comes twice or never. They show that its checks are not blind.

export interface Fault {
  /** Statements that do nothing and report a row. */
  readonly skips?: RegExp
  /** Of writes, by chance: rolled back and answered as committed. */
  readonly losesCommits?: boolean
  /** A crash loses what is in the log of the file only. */
  readonly losesLog?: boolean
  /** The event frames of sockets, by chance: 0 or 2 times. */
  readonly frames?: 0 | 2
}

export const FAULTS = {
  'lost commit': { losesCommits: true },
  'lost log of the file': { losesLog: true },
  'skipped stock write': { skips: /^\s*UPDATE stock_levels\b/ },
  'skipped event': { skips: /^\s*INSERT INTO events\b/ },
  'skipped idempotency record': { skips: /^\s*INSERT INTO idempotency\b/ },
  'skipped webhook delivery': { skips: /^\s*INSERT INTO webhook_deliveries\b/ },
  'duplicated event': { frames: 2 },
  'lost event': { frames: 0 },
} as const satisfies Record<string, Fault>

export type FaultName = keyof typeof FAULTS

/** The part of what a fault can befall that it does. */
export const FAULT_CHANCE = 0.3
