// A file of products, customers or orders: chosen, gone through without writing anything, looked at,
// then taken in. What would be refused is known by line and reason before anything is written.

import { useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { ImportFile, OrderdError } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { countText } from '#dashboard/lib/money.tsx'
import { Button } from '#dashboard/parts/button.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import { OnlyFor } from '#dashboard/parts/only-for.tsx'
import { Absent, Bones, Failure } from '#dashboard/parts/states.tsx'
import { notify } from '#dashboard/parts/toast.tsx'
import { ViewHead } from '#dashboard/parts/view.tsx'
import { KINDS, type Kind, type Report } from './kinds.ts'
import { Beginning } from './preview.tsx'
import { Refused } from './refused.tsx'

const route = getRouteApi('/signed-in/shell/import/$kind')

export function Import(): ReactNode {
  const { kind } = route.useParams()
  const isKnown = Object.hasOwn(KINDS, kind)
  return (
    <OnlyFor who="staff" title="Import">
      <ViewHead
        title={isKnown ? `Import ${kind}` : 'Import'}
        name="Import"
        before={isKnown ? <Back kind={kind as Kind} /> : undefined}
      />
      <div className="parts-view-body">
        {isKnown ? <ImportForm key={kind} kind={kind as Kind} /> : <Absent what="import" />}
      </div>
    </OnlyFor>
  )
}

const Back = ({ kind }: { kind: Kind }) => (
  <Link
    className="parts-button"
    data-tone="quiet"
    data-size="icon"
    to={KINDS[kind].list}
    aria-label={`All ${kind}`}
  >
    <Icon name="back" />
  </Link>
)

type Stage =
  | { at: 'choosing' }
  | { at: 'reading' | 'writing'; file: File }
  | { at: 'previewed' | 'done'; file: File; report: Report }
  | { at: 'failed'; file: File; error: OrderdError; isDryRun: boolean }

function ImportForm({ kind }: { kind: Kind }) {
  const cache = useQueryClient()
  const [stage, setStage] = useState<Stage>({ at: 'choosing' })
  const [isOver, setOver] = useState(false)

  async function run(file: File, isDryRun: boolean): Promise<void> {
    setStage({ at: isDryRun ? 'reading' : 'writing', file })
    try {
      const report = await client[kind].import(sentOf(file), { dry_run: isDryRun })
      setStage({ at: isDryRun ? 'previewed' : 'done', file, report })
      if (isDryRun) return
      notify(`${file.name} is imported`)
      await cache.invalidateQueries()
    } catch (error) {
      setStage({ at: 'failed', file, error: error as OrderdError, isDryRun })
    }
  }

  const choose = (file: File | null | undefined) => {
    if (file) void run(file, true)
  }

  return (
    <div className="parts-stack imports-import">
      <nav className="parts-row" aria-label="What to import">
        {(Object.keys(KINDS) as Kind[]).map((one) => (
          <Link key={one} className="parts-chip" to="/import/$kind" params={{ kind: one }}>
            {one}
          </Link>
        ))}
      </nav>
      <label
        className="parts-panel imports-drop"
        data-over={isOver || undefined}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault()
          setOver(false)
          choose(event.dataTransfer.files[0])
        }}
      >
        <span className="parts-strong">
          {stage.at === 'choosing' ? 'Choose a file, or drop it here' : stage.file.name}
        </span>
        <span className="parts-soft parts-small">{KINDS[kind].columns}</span>
        <input
          type="file"
          aria-label={`File of ${kind}`}
          accept=".csv,.ndjson,.jsonl,text/csv,application/x-ndjson"
          onChange={(event) => {
            choose(event.target.files?.[0])
            event.target.value = ''
          }}
        />
      </label>
      {stage.at !== 'choosing' && <Beginning file={stage.file} />}
      {(stage.at === 'reading' || stage.at === 'writing') && (
        <section className="parts-panel parts-panel-body" aria-live="polite">
          <p className="parts-soft">
            {stage.at === 'reading' ? 'Going through it…' : 'Taking it in…'}
          </p>
          <Bones lines={3} />
        </section>
      )}
      {stage.at === 'failed' && (
        <section className="parts-panel">
          <Failure
            error={stage.error}
            what="file"
            onRetry={() => void run(stage.file, stage.isDryRun)}
          />
          {stage.error.errors?.map(({ path, message }) => (
            <p key={path} className="parts-panel-body parts-problem">
              {path}: {message}
            </p>
          ))}
        </section>
      )}
      {(stage.at === 'previewed' || stage.at === 'done') && (
        <Outcome
          kind={kind}
          report={stage.report}
          onImport={stage.at === 'previewed' ? () => void run(stage.file, false) : null}
        />
      )}
    </div>
  )
}

const sentOf = (file: File): ImportFile => ({
  body: file,
  type: /\.(ndjson|jsonl)$/i.test(file.name) ? 'application/x-ndjson' : 'text/csv',
})

interface OutcomeProps {
  kind: Kind
  report: Report
  /** null: it is in. */
  onImport: (() => void) | null
}

function Outcome({ kind, report, onImport }: OutcomeProps) {
  const { records, rows, complete } = report
  const isPreview = onImport !== null
  const counts = [
    ['New', records.in - records.replaced],
    ['Changed', records.replaced],
    ['As they are', records.unchanged],
    ['Refused', records.refused],
    ['Skipped', records.skipped],
  ] as const
  return (
    <section className="parts-panel" aria-label={isPreview ? 'Preview' : 'Result'}>
      <header className="parts-panel-head">
        <h2>{isPreview ? 'What would come in' : 'What came in'}</h2>
        <span className="parts-soft parts-small">
          {countText(rows.read)} rows in {report.seconds} s
        </span>
      </header>
      <dl className="parts-figures">
        {counts.map(([label, count]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd
              className="parts-tabular"
              data-tone={label === 'Refused' && count > 0 ? 'stop' : undefined}
            >
              {countText(count)}
            </dd>
          </div>
        ))}
      </dl>
      {!complete && (
        <p className="parts-notice imports-import-notice" data-tone="stop">
          The file could not be read to its end.
        </p>
      )}
      <Refused report={report} />
      {isPreview && (
        <footer className="parts-panel-body parts-row parts-row-wrap">
          <span className="parts-soft parts-small">
            Nothing is written yet.{' '}
            {rows.refused > 0 && 'Refused rows stay out; the others do not wait for them.'}
          </span>
          <span className="parts-push">
            <Button tone="main" onClick={onImport} disabled={records.in === 0}>
              {records.in === 0 ? 'Nothing to import' : `Import ${countText(records.in)} ${kind}`}
            </Button>
          </span>
        </footer>
      )}
      {!isPreview && (
        <footer className="parts-panel-body">
          <Link className="parts-button" to={KINDS[kind].list}>
            To the {kind}
          </Link>
        </footer>
      )}
    </section>
  )
}
